// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.message.Field;
import dev.strongroom.channel.message.MessageFormat;
import dev.strongroom.channel.message.OpenedRequest;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Encrypted messages of the page and of Java's ends: the same bytes, the same refusals.
class MessageAgreementTest {
  private static final String SCRIPT = "encrypt-messages.mjs";
  private static final String TYPE = MessageFormat.CONTENT_TYPE;
  private static final int ALL = 1 << 20;
  private static final Bytes BODY = Bytes.utf8("{\"model\":\"tiny\"}");

  private static MessageEnds ends;

  @TempDir private Path folder;

  @BeforeAll
  static void build() {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
    ends = MessageEnds.create();
  }

  private List<String> answers(List<String> questions) throws Exception {
    List<String> answers = BrowserVerifier.answers(folder, SCRIPT, questions);
    assertThat(answers).hasSameSizeAs(questions);
    return answers;
  }

  @Test
  void sealsTheBytesThatJavaSeals() throws Exception {
    List<String> questions = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int length : new int[] {0, 1, 16_383, 16_384, 16_385, 40_000}) {
      for (List<Field> fields :
          List.of(
              List.<Field>of(),
              List.of(new Field("content-type", "application/json"), new Field("x-~|", "\ta b ~")),
              List.of(new Field("long", "v".repeat(8192)), new Field("n".repeat(64), "")))) {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) length);
        questions.add(ends.question(fields, Bytes.copyOf(body), ""));
        expected.add(ends.seal(fields, Bytes.copyOf(body)).hex());
      }
    }
    assertThat(answers(questions)).isEqualTo(expected);
  }

  @Test
  void refusesWhatCantBeSent() throws Exception {
    List<String> questions = new ArrayList<>();
    for (String odd :
        List.of(
            "\"method\":\"HEAD\"",
            "\"method\":\"post\"",
            "\"method\":\"TRACE\"",
            "\"target\":\"v1\"",
            "\"target\":\"/a#b\"",
            "\"target\":\"/a b\"",
            "\"target\":\"/\\u00fc\"",
            "\"target\":\"/" + "a".repeat(4096) + "\"",
            "\"fields\":[[\"Upper\",\"\"]]",
            "\"fields\":[[\"\",\"\"]]",
            "\"fields\":[[\"a\",\"\\n\"]]",
            "\"fields\":[[\"a\",\"\\u00e9\"]]",
            "\"fields\":[[\"a\",\"" + "v".repeat(8193) + "\"]]",
            "\"fields\":[" + "[\"a\",\"b\"],".repeat(64) + "[\"a\",\"b\"]]",
            "\"fields\":["
                + ("[\"a\",\"" + "v".repeat(8192) + "\"],").repeat(2)
                + "[\"a\",\"b\"]]")) {
      // The last of two members counts.
      questions.add(ends.question(List.of(), BODY, "," + odd));
    }
    assertThat(answers(questions)).containsOnly("impossible");
  }

  @Test
  void opensWhatJavaAnswers() throws Exception {
    Answers asked = new Answers();
    for (int pieces : new int[] {1, 7, ALL}) {
      asked.ask("pieces of " + pieces, ends.response(200, "hi there"), pieces);
      asked.ask("empty, in " + pieces, ends.response(204, ""), pieces);
      asked.ask("flushed, in " + pieces, ends.response(599, "hi there", 2, 5), pieces);
    }
    asked.ask("long", ends.response(404, "x".repeat(50_000), 1, 20_000), 1000);
    asked.compare();
    assertThat(asked.expected.getFirst())
        .isEqualTo("status 200|x-answer: yes|" + Bytes.utf8("hi there").hex() + "|whole");
  }

  @Test
  void refusesChangedAnswersForTheSameReason() throws Exception {
    Bytes response = ends.response(200, "one two three", 3, 7);
    Answers asked = new Answers();
    for (int end = 0; end < response.length(); end++) {
      asked.ask("cut after " + end, response.slice(0, end), end % 3 == 0 ? ALL : 5);
      for (int bit : new int[] {1, 128}) {
        byte[] changed = response.toByteArray();
        changed[end] ^= (byte) bit;
        asked.ask("byte " + end, Bytes.copyOf(changed), ALL);
      }
    }
    asked.ask("longer", Bytes.copyOf(Arrays.copyOf(response.toByteArray(), 1000)), 1);
    Bytes other = ends.response(200, "six six six!!", 3, 7);
    asked.ask("spliced", spliced(response, other, 90), ALL);
    asked.ask("spliced late", spliced(response, other, response.length() - 30), ALL);
    asked.ask("an older one", ends.responseToAnother(), ALL);
    asked.ask("the request itself", ends.seal(List.of(), BODY), ALL);
    List<Bytes> pieces = ends.pieces(response);
    for (int[] order :
        new int[][] {
          {0, 1, 3, 2, 4},
          {0, 1, 2, 2, 3, 4},
          {0, 1, 3, 4},
          {0, 1, 2, 3},
          {0, 1, 4},
          {0, 2, 1, 3, 4},
          {0, 1, 1, 2, 3, 4},
          {0, 1, 2, 3, 4, 4}
        }) {
      asked.ask("order " + Arrays.toString(order), MessageEnds.joined(pieces, order), ALL);
    }
    asked.compare();
    assertThat(asked.expected)
        .noneMatch(line -> line.endsWith("whole"))
        .anyMatch(line -> line.endsWith("|refused truncated"))
        .anyMatch(line -> line.endsWith("|refused trailing"))
        .anyMatch(line -> line.endsWith(Bytes.utf8("one").hex() + "|refused not-opened"))
        .contains("refused malformed");
  }

  private static Bytes spliced(Bytes one, Bytes other, int at) {
    byte[] both = one.toByteArray();
    System.arraycopy(other.toByteArray(), at, both, at, both.length - at);
    return Bytes.copyOf(both);
  }

  @Test
  void takesNoPlainAnswers() throws Exception {
    Answers asked = new Answers();
    Bytes response = ends.response(200, "x");
    asked.ask("parameters", 200, "Application/Strongroom-Message ; a=b", response, ALL);
    for (String type : List.of("", "text/plain", TYPE + "2", "x/" + TYPE)) {
      asked.ask("type " + type, 200, type, response, ALL);
    }
    for (int status : new int[] {201, 400, 500}) {
      asked.ask("status " + status, status, TYPE, response, ALL);
    }
    asked.compare();
    assertThat(asked.expected.subList(1, 8)).containsOnly("refused not-encrypted");
  }

  @Test
  void encryptsOnlyToKeysOfAcceptedEvidence() throws Exception {
    String at = ",\"goodFor\":600000";
    List<String> answers =
        answers(
            List.of(
                ends.chain(ends.policy(), at),
                ends.chain(ends.policy(), at + ",\"copied\":true"),
                ends.chain(ends.policyOfAnother(), at),
                ends.chain("", at),
                ends.chain(ends.policy(), ",\"goodFor\":0"),
                ends.withoutKey().chain(ends.policy(), at)));
    OpenedRequest opened =
        ends.receiver()
            .open(
                "POST",
                MessageEnds.TARGET,
                new ByteArrayInputStream(Bytes.fromHex(answers.getFirst()).toByteArray()));
    assertThat(opened.fields()).containsExactly(new Field("content-type", "application/json"));
    assertThat(opened.body().readAllBytes()).isEqualTo(BODY.toByteArray());
    assertThat(answers.subList(1, 6))
        .containsExactly(
            "refused not-accepted",
            "refused not-accepted",
            "refused not-accepted",
            "refused reattestation-due",
            "refused no-message-key");
  }

  /// Points of low order: the shared secret is zero, whatever the other key is.
  @Test
  void encryptsToNoKeyThatAnybodyCanOpen() throws Exception {
    List<String> questions = new ArrayList<>();
    for (String point :
        List.of(
            "00".repeat(32),
            "01" + "00".repeat(31),
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "ec" + "ff".repeat(30) + "7f",
            "00")) {
      questions.add(ends.question(List.of(), BODY, ",\"messageKey\":\"" + point + "\""));
    }
    assertThat(answers(questions)).containsOnly("refused no-message-key");
  }

  /// RFC 9180, appendix A.1.1, under AES-256-GCM: the numbers that Java's end is held to.
  @Test
  void isTheHpkeOfTheRfc() throws Exception {
    String question =
        """
        {"does":"hpke","ephemeral":"%s","encapsulated":"%s","recipient":"%s","info":"%s",\
        "plaintext":"%s","aads":["%s","%s"],"context":"%s"}\
        """
            .formatted(
                "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
                "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
                "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
                "4f6465206f6e2061204772656369616e2055726e",
                "4265617574792069732074727574682c20747275746820626561757479",
                Bytes.utf8("Count-0").hex(),
                Bytes.utf8("Count-1").hex(),
                Bytes.utf8("TestContext").hex());
    assertThat(answers(List.of(question)))
        .containsExactly(
            "090b7dc225419f7da9e8b460becfbb96a26c7964d79b8010d397fa838530a32a397b14f5776db19ff5e57734e0|"
                + "05cbb27ea0f48fa8768a10c9f2f1438233f63104bf68d51abf26f0aae2c62a449d5cf7e8b73791a4e55d79b650|"
                + "a1f0b0587d1a613ebc7719b3c66272251beccc161f139aeec40ec11053530e26");
  }

  @Test
  void padsJsonWithSpaces() throws Exception {
    Map<String, List<Integer>> lengths =
        Map.of(
            "none", List.of(0, 0, 1, 1, 5000, 5000),
            "1k", List.of(0, 0, 1, 1024, 1024, 1024, 1025, 2048, 5000, 5120),
            "pow2", List.of(0, 0, 1, 1024, 1024, 1024, 1025, 2048, 4096, 4096, 5000, 8192));
    for (Map.Entry<String, List<Integer>> one : lengths.entrySet()) {
      List<String> questions = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < one.getValue().size(); i += 2) {
        questions.add(
            "{\"does\":\"pad\",\"length\":%d,\"to\":\"%s\"}"
                .formatted(one.getValue().get(i), one.getKey()));
        expected.add(one.getValue().get(i + 1) + "|true");
      }
      assertThat(answers(questions)).isEqualTo(expected);
    }
  }

  /// Responses to one request, given to both clients.
  private final class Answers {
    final List<String> names = new ArrayList<>();
    final List<String> questions = new ArrayList<>();
    final List<String> expected = new ArrayList<>();

    void ask(String name, Bytes response, int pieces) throws Exception {
      ask(name, 200, TYPE, response, pieces);
    }

    void ask(String name, int status, String type, Bytes response, int pieces) throws Exception {
      names.add(name);
      questions.add(
          ends.question(
              List.of(),
              BODY,
              ",\"response\":{\"status\":%d,\"type\":\"%s\",\"bytes\":\"%s\",\"pieces\":%d}"
                  .formatted(status, type, response.hex(), pieces)));
      expected.add(ends.opened(BODY, status, type, response));
    }

    void compare() throws Exception {
      List<String> answers = answers(questions);
      List<String> differing = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if (!answers.get(i).equals(expected.get(i))) {
          differing.add(names.get(i) + "\n  " + expected.get(i) + "\n  " + answers.get(i));
        }
      }
      assertThat(differing.stream().limit(10)).isEmpty();
    }
  }
}
