// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.client.ai.AskedFile;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.fixtures.FakeAnswer;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.inference.Exchange;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom check` of what `strongroom ai --receipts` keeps.
class CheckAnswersTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  private static final Exchange SAID = FakeAnswer.EXCHANGE;

  /// Of the receipt's bytes so many are changed, one at a time; of the other files all.
  private static final int SAMPLES = 200;

  private static FakeDeployment gateway;
  private static FakeDeployment backend;
  private static String near;
  private static String far;
  private static String simulatedFar;
  private static String aboutAFile;

  @TempDir private Path folder;
  private Path policy;

  @BeforeAll
  static void build() throws Exception {
    gateway = FakeDeployment.create();
    backend = FakeDeployment.create();
    near = text(FakeAnswer.receipt(gateway.copy(), FakeAnswer.near()));
    Receipt behind = FakeAnswer.receipt(backend.copy(), FakeAnswer.far());
    far = text(behind);
    simulatedFar = text(new ReceiptEdits(behind).simulated(true));
    aboutAFile = text(gateway.copy().receipt());
  }

  private static String text(Receipt receipt) {
    return CanonicalJson.text(receipt.content());
  }

  private static Bytes sha256(Bytes bytes) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    bytes.updateTo(sha256);
    return Bytes.copyOf(sha256.digest());
  }

  private static AskedFile asked(boolean content) throws Exception {
    return asked(content, true);
  }

  private static AskedFile asked(boolean content, boolean complete) throws Exception {
    return new AskedFile(
        FakeDeployment.ENTERED,
        "/v1/chat/completions?beta=true",
        200,
        complete,
        SAID.salt(),
        sha256(SAID.request()),
        sha256(SAID.response()),
        SAID.response().length(),
        Bytes.zeros(32),
        Bytes.zeros(32),
        content,
        Optional.of("near"));
  }

  @BeforeEach
  void write() throws Exception {
    policy = folder.resolve("policy.json");
    Files.writeString(policy, policyText("{\"ignore\": \"a test\"}", "tiny"));
    keep("a");
  }

  private Path answers() throws IOException {
    return Files.createDirectories(folder.resolve("answers"));
  }

  private void keep(String name) throws Exception {
    Files.writeString(answers().resolve(name + ".asked.json"), asked(true).text());
    Files.write(answers().resolve(name + ".request"), SAID.request().toByteArray());
    Files.write(answers().resolve(name + ".response"), SAID.response().toByteArray());
    Files.writeString(answers().resolve(name + ".receipt.json"), near);
  }

  private static String receiptPolicy(FakeDeployment of, String inference) {
    return """
    {"version": 1, "kind": "receipt",
     "logs": {"require": [{"key": "%s"}]},
     "enclave": {"require": {"version": 1, "kind": "nitro-enclave",
       "anchors": [{"name": "test", "sha256": "%s"}],
       "image": {"ignore": "x"}, "signer": {"ignore": "x"}, "role": {"ignore": "x"},
       "instance": {"ignore": "x"}, "nonce": {"ignore": "x"}, "publicKey": {"ignore": "x"},
       "userData": {"ignore": "x"}, "age": {"ignore": "x"}}},
     "witnesses": {"require": {"quorum": 2, "of": [{"key": "%s"}, {"key": "%s"}]}},
     "timestamps": {"ignore": "x"}, "time": {"ignore": "x"}%s}
    """
        .formatted(
            FakeDeployment.LOG_KEY.log(FakeDeployment.ORIGIN).text(),
            of.nitro().anchor().sha256().hex(),
            TestKey.of("witness one").witness("one.example").text(),
            TestKey.of("witness two").witness("two.example").text(),
            inference);
  }

  private static String policyText(String hops, String model) {
    return receiptPolicy(
        gateway,
        """
        , "inference": {"models": {"require": ["%s"]},
          "backends": {"require": [{"kind": "attested", "evidence": {"require": {"kinds": ["sev-snp"]}}}]},
          "hops": %s}
        """
            .formatted(model, hops));
  }

  private String hop() {
    return "{\"require\": [" + receiptPolicy(backend, "") + "]}";
  }

  private Run check(Object... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "check";
    all[1] = "--policy";
    all[2] = policy.toString();
    for (int i = 0; i < arguments.length; i++) {
      all[i + 3] = arguments[i].toString();
    }
    return Run.of(all);
  }

  private Path file(String extension) throws IOException {
    return answers().resolve("a" + extension);
  }

  @Test
  void findsWhatIsBesideTheReceipt() throws Exception {
    Run run = check(file(".receipt.json"));
    assertThat(run.out())
        .contains(
            "ACCEPTED",
            "inference.request",
            "inference.response",
            "inference.sampling",
            "{seed=7}, as they were sent",
            "5 tokens in, 2 out, as the response says",
            FakeAnswer.EVIDENCE.sha256().hex(),
            "policy.model",
            "That the answer is right")
        .doesNotContain("REFUSED", "\"text\"");
    assertThat(run.status()).isZero();
    assertThat(check(file(".receipt.json"), file(".response")).status()).isZero();
  }

  /// A receipt of the right ledger about something else isn't one of this answer, whatever is left
  /// beside it.
  @Test
  void refusesAReceiptThatIsntAboutAnAnswer() throws Exception {
    Files.writeString(file(".receipt.json"), aboutAFile);
    for (String left : List.of(".asked.json", ".request", ".response")) {
      Run run = check(file(".receipt.json"));
      assertThat(run.out()).contains("REFUSED", "inference.entry", "an entry of kind");
      assertThat(run.status()).isEqualTo(1);
      assertThat(check(answers()).status()).isEqualTo(1);
      Files.delete(file(left));
    }
    Run named = check(file(".receipt.json"), "--salt", SAID.salt().hex());
    assertThat(named.out()).contains("REFUSED", "inference.entry");
    assertThat(named.status()).isEqualTo(1);
    // Alone and of another name it is a receipt like any other.
    assertThat(check(file(".receipt.json")).status()).isZero();
    Path likeAnAnswers = answers().resolve("1763805600000-5f3a1c2b3d4e5f60.receipt.json");
    Files.move(file(".receipt.json"), likeAnAnswers);
    Run alone = check(likeAnAnswers);
    assertThat(alone.out()).contains("REFUSED", "inference.entry", "nothing was given to compare");
    assertThat(alone.status()).isEqualTo(1);
    Files.writeString(policy, receiptPolicy(gateway, ""));
    assertThat(check(likeAnAnswers).status()).isZero();
  }

  /// The note is of an answer that was cut, and the receipt of one that is complete.
  @Test
  void comparesWhetherTheAnswerWasCut() throws Exception {
    Files.writeString(file(".asked.json"), asked(true, false).text());
    assertThat(check(file(".receipt.json")).status()).isZero();
    Files.delete(file(".request"));
    Files.delete(file(".response"));
    Files.writeString(file(".asked.json"), asked(false, false).text());
    Run run = check(file(".receipt.json"));
    assertThat(run.out()).contains("REFUSED  inference.kept: the answer was cut");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void takesFilesFromElsewhere() throws Exception {
    Path receipt = Files.move(file(".receipt.json"), folder.resolve("r.receipt.json"));
    Run alone = check(receipt);
    assertThat(alone.out()).contains("ACCEPTED  but nothing was here to compare");
    assertThat(alone.status()).isZero();
    String salt = SAID.salt().hex();
    Object[] all = {
      receipt, "--request", file(".request"), "--response", file(".response"), "--salt", salt
    };
    assertThat(check(all).out()).contains("ACCEPTED\n");
    all[6] = "00".repeat(32);
    assertThat(check(all).out()).contains("REFUSED  inference.request");
    all[6] = "x";
    assertThat(check(all).status()).isEqualTo(2);
    Run part = check(receipt, "--request", file(".request"));
    assertThat(part.out()).contains("REFUSED  inference.kept: the response isn't here");
    assertThat(part.status()).isEqualTo(1);
    assertThat(check(receipt, receipt, "--salt", salt).status()).isEqualTo(2);
  }

  @Test
  void refusesWhatIsMissing() throws Exception {
    for (String extension : List.of(".request", ".response")) {
      Files.delete(file(extension));
      assertThat(check(file(".receipt.json")).out())
          .contains("REFUSED  inference.kept: the re", "isn't here");
      keep("a");
    }
    Files.delete(file(".asked.json"));
    assertThat(check(file(".receipt.json")).out()).contains("REFUSED  inference.kept: the salt");
    // Whoever keeps no content has none to compare.
    Files.delete(file(".request"));
    Files.delete(file(".response"));
    Files.writeString(file(".asked.json"), asked(false).text());
    Run run = check(file(".receipt.json"));
    assertThat(run.out()).contains("but nothing was here to compare", "weren't kept");
    assertThat(run.status()).isZero();
  }

  @Test
  void judgesTheReceiptsBehindIt() throws Exception {
    Files.writeString(policy, policyText(hop(), "tiny"));
    Run missing = check(file(".receipt.json"));
    assertThat(missing.out()).contains("REFUSED  hop.receipt: the receipt of the back end isn't");
    assertThat(missing.status()).isEqualTo(1);
    Files.writeString(file(".hop1.receipt.json"), far);
    Run run = check(file(".receipt.json"));
    assertThat(run.out()).contains("ACCEPTED", "Behind it, hop 1", "hop.link", "log.inclusion");
    assertThat(run.status()).isZero();
    assertThat(check(file(".receipt.json"), "--json").out()).contains("\"judged\": true");
    Files.writeString(file(".hop1.receipt.json"), near);
    assertThat(check(file(".receipt.json")).out()).contains("REFUSED  ");
    assertThat(check(file(".receipt.json")).status()).isEqualTo(1);
    Files.writeString(file(".hop1.receipt.json"), "{}");
    assertThat(check(file(".receipt.json")).out()).contains("the receipt of hop 1");
    Files.move(file(".hop1.receipt.json"), file(".hop2.receipt.json"));
    assertThat(check(file(".receipt.json")).out()).contains("the receipt of hop 1 isn't here");
    Files.delete(file(".hop2.receipt.json"));
    Path elsewhere = Files.writeString(folder.resolve("far.receipt.json"), far);
    assertThat(check(file(".receipt.json"), "--hop", elsewhere).status()).isZero();
  }

  @Test
  void saysOfAHopThatItIsSimulated() throws Exception {
    String behind =
        receiptPolicy(backend, "")
            .replace("\"name\": \"test\"", "\"name\": \"test\", \"simulated\": true");
    Files.writeString(policy, policyText("{\"require\": [" + behind + "]}", "tiny"));
    Files.writeString(file(".hop1.receipt.json"), simulatedFar);
    assertThat(check(answers()).out()).contains("ACCEPTED  SIMULATED  ");
    Run wide = check(file(".receipt.json"));
    assertThat(wide.out()).contains("Hop 1: The enclave is SIMULATED");
    assertThat(wide.status()).isZero();
    JsonNode json = JsonNode.parse(check(file(".receipt.json"), "--json").out());
    JsonNode judged = json.member("receipts").items().getFirst();
    assertThat(judged.member("simulated").flag()).isFalse();
    assertThat(judged.member("answer").member("simulated").flag()).isTrue();
    Files.delete(file(".hop1.receipt.json"));
    Files.writeString(policy, policyText("{\"ignore\": \"a test\"}", "tiny"));
    assertThat(check(answers()).out()).contains("ACCEPTED").doesNotContain("SIMULATED");
  }

  @Test
  void takesNoMoreHopsThanThereCanBe() throws Exception {
    List<Object> arguments = new ArrayList<>(List.of(file(".receipt.json")));
    Path elsewhere = Files.writeString(folder.resolve("far.receipt.json"), far);
    for (int hop = 1; hop <= 9; hop++) {
      arguments.add("--hop");
      arguments.add(elsewhere);
      Files.writeString(file(".hop" + hop + ".receipt.json"), far);
    }
    assertThat(check(arguments.toArray()).status()).isEqualTo(2);
    assertThat(check(file(".receipt.json")).out())
        .contains("REFUSED  inference.kept: more than 8 receipts of hops");
    for (int hop : List.of(1, 2, 9)) {
      Files.delete(file(".hop" + hop + ".receipt.json"));
    }
    assertThat(check(file(".receipt.json")).out())
        .contains("REFUSED  inference.kept: the receipt of hop 1 isn't here, and that of 3 is");
  }

  @Test
  void leavesNothingInAFolderOut() throws Exception {
    for (String alone :
        List.of(
            "b.request",
            "b.response",
            "b.hop1.receipt.json",
            "a.hop12.receipt.json",
            "a.hop0.receipt.json")) {
      assertThat(check(answers()).status()).as(alone).isZero();
      Path file = Files.writeString(answers().resolve(alone), far);
      Run run = check(answers());
      assertThat(run.out()).contains("UNUSABLE  " + file);
      assertThat(run.status()).as(alone).isEqualTo(2);
      Files.delete(file);
    }
    assertThat(AnswerFolder.read(answers().toString(), 4)).hasSize(1);
    assertThat(AnswerFolder.read(answers().toString(), 3))
        .singleElement()
        .isInstanceOf(CheckSource.Unusable.class);
  }

  @Test
  void judgesAFolder() throws Exception {
    keep("b");
    keep("c");
    Run good = check(answers());
    assertThat(good.out())
        .contains("3 receipts: 3 accepted (0 of them", "0 refused; 0 answers without receipt");
    assertThat(good.status()).isZero();
    Files.writeString(answers().resolve("b.response"), "data: [DONE]\n\n");
    Files.delete(answers().resolve("c.receipt.json"));
    Files.writeString(answers().resolve("c.no-receipt.txt"), "status 503\n");
    Run bad = check(answers());
    assertThat(bad.out())
        .contains(
            "b.receipt.json  inference.kept: the response isn't the one",
            "NO RECEIPT",
            "status 503",
            "2 receipts: 1 accepted",
            "1 refused; 1 answers without receipt");
    assertThat(bad.status()).isEqualTo(1);
    JsonNode json = JsonNode.parse(check(answers(), "--json").out());
    assertThat(json.member("summary").value())
        .isEqualTo(
            Map.of(
                "receipts",
                2L,
                "accepted",
                1L,
                "notCompared",
                0L,
                "refused",
                1L,
                "withoutReceipt",
                1L));
    assertThat(json.member("answersWithoutReceipt").items().getFirst().member("message").text())
        .isEqualTo("status 503");
    JsonNode first = json.member("receipts").items().getFirst();
    assertThat(first.member("answer").member("compared").flag()).isTrue();
    assertThat(first.member("answer").member("checks").items()).hasSizeGreaterThan(10);
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThat(check(empty).status()).isEqualTo(2);
  }

  @Test
  void refusesWhatThePolicyDoesntAccept() throws Exception {
    Files.writeString(policy, policyText("{\"ignore\": \"a test\"}", "large"));
    Run run = check(file(".receipt.json"));
    assertThat(run.out()).contains("REFUSED  policy.model: tiny");
    assertThat(run.status()).isEqualTo(1);
  }

  /// One byte at a time: each of what was asked and answered and noted, and some hundreds of the
  /// receipt's.
  @Test
  void refusesAnyChangedByte() throws Exception {
    ReceiptPolicy accepted = ReceiptPolicyFile.parse(Files.readString(policy));
    ReceiptChecker remembering = checker(accepted);
    assertThat(status(remembering)).isZero();
    for (String extension : List.of(".asked.json", ".request", ".response", ".receipt.json")) {
      boolean receipt = extension.equals(".receipt.json");
      byte[] good = Files.readAllBytes(file(extension));
      int step = receipt ? good.length / SAMPLES : 1;
      for (int at = 0; at < good.length; at += step) {
        byte[] bad = good.clone();
        bad[at] ^= 1;
        Files.write(file(extension), bad);
        assertThat(status(receipt ? checker(accepted) : remembering))
            .as("%s at %s", extension, at)
            .isNotZero();
      }
      Files.write(file(extension), good);
    }
    assertThat(status(remembering)).isZero();
  }

  private static ReceiptChecker checker(ReceiptPolicy accepted) {
    return new ReceiptChecker(
        accepted, Endorsements.NONE, NOW, Map.of(), AnswerFiles.Named.NOTHING);
  }

  private int status(ReceiptChecker checker) throws IOException {
    String name = file(".receipt.json").toString();
    return checker
        .check(List.of(CheckSource.read(name, InputStream.nullInputStream())), true, false)
        .exitStatus();
  }
}
