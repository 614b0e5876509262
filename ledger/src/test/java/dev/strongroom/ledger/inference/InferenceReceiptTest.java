// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceReceiptTest {
  private static final Instant TIME = Instant.parse("2026-11-22T05:00:00Z");
  private static final Bytes SALT = Bytes.fromHex("07".repeat(32));
  private static final Bytes REQUEST =
      Bytes.utf8("{\"model\":\"tiny\",\"stream\":true,\"temperature\":0.7}");
  private static final Bytes RESPONSE =
      Bytes.utf8(
          "data: {\"a\":1}\n\n: comment\r\n\r\ndata: {\"usage\":{\"input_tokens\":3,\ndata:"
              + " \"output_tokens\":4}}\n\ndata: [DONE]\n\n");
  private static final String EVENTS = "text/event-stream; charset=utf-8";

  private static Entry entry(String type, Bytes response, Optional<String> problem)
      throws MalformedLedgerException {
    ResponseTree tree = new ResponseTree(SALT);
    ResponseChunks.split(type, response).forEach(tree::add);
    return new InferenceStatement(
            "id",
            "/v1/chat/completions",
            "tiny",
            InferenceDigests.request(SALT, REQUEST),
            new InferenceStatement.Response(200, type, tree.size(), tree.root(), problem),
            new InferenceStatement.Backend(
                "inside",
                "embedded",
                Optional.of(Bytes.zeros(32)),
                Optional.empty(),
                Optional.empty()),
            Map.of("temperature", "0.7"),
            Optional.of(new InferenceStatement.Usage(3, 4)))
        .entry(TIME);
  }

  private static Entry unknownUsage(Entry entry) throws Exception {
    String text = entry.text().replace("{\"input\":3,\"output\":4}", "\"unknown\"");
    return Entry.parse(CanonicalJson.encode(JsonNode.parse(text).value()));
  }

  private static void refused(Entry entry, Bytes salt, Bytes request, Bytes response, String why) {
    assertThatExceptionOfType(InferenceMismatchException.class)
        .isThrownBy(() -> InferenceReceipt.verify(entry, salt, request, response))
        .satisfies(e -> assertThat(e.check()).isEqualTo(why));
  }

  @Test
  void holdsForWhatWasSaid() throws Exception {
    Entry entry = entry(EVENTS, RESPONSE, Optional.empty());
    InferenceStatement statement = InferenceReceipt.verify(entry, SALT, REQUEST, RESPONSE);
    assertThat(statement.response().chunks()).isEqualTo(4);
    assertThat(InferenceStatement.parse(Entry.parse(entry.encoded()))).isEqualTo(statement);
    assertThat(InferenceReceipt.explain(entry, SALT, REQUEST, RESPONSE))
        .extracting(InferenceFinding::name)
        .containsExactly(
            "inference.entry",
            "inference.request",
            "inference.chunks",
            "inference.response",
            "inference.complete",
            "inference.model",
            "inference.sampling",
            "inference.usage",
            "inference.weights",
            "inference.evidence");
    assertThat(InferenceReceipt.explain(entry, SALT, REQUEST, RESPONSE))
        .filteredOn(finding -> !finding.passed())
        .extracting(InferenceFinding::name)
        .containsExactly("inference.evidence");
  }

  /// One thing at a time.
  @Test
  void refusesAnyChangeByName() throws Exception {
    Entry entry = entry(EVENTS, RESPONSE, Optional.empty());
    String text = String.valueOf(RESPONSE.asUtf8());
    refused(entry, SALT, Bytes.utf8("{\"model\":\"tiny\"}"), RESPONSE, "inference.request");
    refused(entry, Bytes.zeros(32), REQUEST, RESPONSE, "inference.request");
    refused(entry, Bytes.zeros(31), REQUEST, RESPONSE, "inference.entry");
    for (int at = 0; at < RESPONSE.length(); at++) {
      byte[] changed = RESPONSE.toByteArray();
      changed[at] ^= 1;
      assertThat(InferenceReceipt.explain(entry, SALT, REQUEST, Bytes.copyOf(changed)))
          .filteredOn(finding -> finding.name().equals("inference.response"))
          .noneMatch(InferenceFinding::passed);
    }
    refused(
        entry, SALT, REQUEST, Bytes.utf8(text.replace("data: [DONE]\n\n", "")), "inference.chunks");
    String swapped = text.replace("1}", "X").replace("4}", "1}").replace("X", "4}");
    refused(entry, SALT, REQUEST, Bytes.utf8(swapped), "inference.response");
    refused(
        entry(EVENTS, RESPONSE, Optional.of("cut-short")),
        SALT,
        REQUEST,
        RESPONSE,
        "inference.complete");
  }

  /// The digests hold, and the entry states something else beside them.
  @Test
  void refusesStatementsThatRequestAndResponseContradict() throws Exception {
    String text = entry(EVENTS, RESPONSE, Optional.empty()).text();
    for (String[] lie :
        new String[][] {
          {"\"model\":\"tiny\"", "\"model\":\"large\"", "inference.model"},
          {"\"temperature\":\"0.7\"", "\"temperature\":\"0.70\"", "inference.sampling"},
          {"{\"temperature\":\"0.7\"}", "{}", "inference.sampling"},
          {
            "\"temperature\":\"0.7\"",
            "\"temperature\":\"0.7\",\"zeal\":\"1\"",
            "inference.sampling"
          },
          {"\"output\":4", "\"output\":5", "inference.usage"},
          {"{\"input\":3,\"output\":4}", "\"unknown\"", "inference.usage"}
        }) {
      assertThat(text).contains(lie[0]);
      JsonNode changed = JsonNode.parse(text.replace(lie[0], lie[1]));
      refused(Entry.parse(CanonicalJson.encode(changed.value())), SALT, REQUEST, RESPONSE, lie[2]);
    }
  }

  /// A name that isn't written as usual counts for nobody: neither for gateways nor here.
  @Test
  void countsWhatGatewaysCount() throws Exception {
    Bytes other =
        Bytes.utf8(String.valueOf(RESPONSE.asUtf8()).replace("\"usage\"", "\"us\\u0061ge\""));
    assertThat(other).isNotEqualTo(RESPONSE);
    Entry entry = entry(EVENTS, other, Optional.empty());
    refused(entry, SALT, REQUEST, other, "inference.usage");
    assertThat(InferenceReceipt.verify(unknownUsage(entry), SALT, REQUEST, other).usage())
        .isEmpty();
  }

  /// Without request and response nothing is compared, and nothing said to be.
  @Test
  void saysWhatWasntCompared() throws Exception {
    Entry entry = entry(EVENTS, RESPONSE, Optional.of("cut-short"));
    assertThat(InferenceReceipt.explain(entry, Optional.empty(), Optional.of("a test")))
        .filteredOn(InferenceFinding::passed)
        .extracting(InferenceFinding::name)
        .containsExactly("inference.entry", "inference.weights");
    assertThat(InferenceReceipt.explain(entry, Optional.empty(), Optional.empty()))
        .filteredOn(InferenceFinding::failed)
        .extracting(InferenceFinding::name)
        .containsExactly("inference.complete");
  }

  @Test
  void tellsAPrefixFromTheWhole() throws Exception {
    Entry entry = entry(EVENTS, RESPONSE, Optional.empty());
    Bytes cut = RESPONSE.slice(0, RESPONSE.length() - "data: [DONE]\n\n".length());
    assertThat(InferenceReceipt.explain(entry, SALT, REQUEST, cut))
        .filteredOn(InferenceFinding::failed)
        .extracting(InferenceFinding::detail)
        .first()
        .asString()
        .contains("3 chunks, and the ledger has 4", "cut short");
  }

  /// Of a stream of empty lines each byte is a chunk: as many are looked at as it takes.
  @Test
  void looksAtNoMoreChunksThanItTakes() throws Exception {
    Entry entry = entry(EVENTS, RESPONSE, Optional.empty());
    Bytes lines = Bytes.utf8("\n".repeat(100_000));
    assertThat(
            InferenceReceipt.tree(
                    InferenceStatement.parse(entry).response(), new Exchange(SALT, REQUEST, lines))
                .size())
        .isEqualTo(5);
    assertThat(InferenceReceipt.explain(entry, SALT, REQUEST, lines))
        .filteredOn(InferenceFinding::failed)
        .extracting(InferenceFinding::detail)
        .startsWith("more chunks than the 4 that the ledger has");
  }

  @Test
  void comparesNoEntryOfTooManyChunks() throws Exception {
    String text = entry(EVENTS, RESPONSE, Optional.empty()).text();
    for (String many : List.of("1048577", "9007199254740991")) {
      JsonNode stated = JsonNode.parse(text.replace("\"chunks\":4", "\"chunks\":" + many));
      Entry entry = Entry.parse(CanonicalJson.encode(stated.value()));
      refused(entry, SALT, REQUEST, RESPONSE, "inference.chunks");
      assertThat(InferenceReceipt.explain(entry, SALT, REQUEST, RESPONSE))
          .filteredOn(InferenceFinding::failed)
          .extracting(InferenceFinding::detail)
          .containsExactly("the ledger has " + many + " chunks; more than 1048576 aren't compared");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 200_000})
  void dividesWhatIsntAStreamIntoPieces(int length) throws Exception {
    byte[] body = new byte[length];
    for (int i = 0; i < length; i++) {
      body[i] = (byte) (i * 31);
    }
    Bytes response = Bytes.copyOf(body);
    Entry entry = unknownUsage(entry("application/json", response, Optional.empty()));
    assertThat(InferenceReceipt.verify(entry, SALT, REQUEST, response).response().chunks())
        .isEqualTo((length + 65_535) / 65_536);
    refused(
        entry,
        SALT,
        REQUEST,
        Bytes.copyOf(Arrays.copyOf(body, length + 1)),
        length % 65_536 == 0 ? "inference.chunks" : "inference.response");
  }

  @Test
  void dividesStreamsBehindEvents() {
    List<Bytes> chunks = ResponseChunks.split("TEXT/Event-Stream", Bytes.utf8("a\n\nb\r\n\r\n\nc"));
    assertThat(chunks.stream().map(Bytes::asUtf8)).containsExactly("a\n\n", "b\r\n\r\n", "\n", "c");
  }

  /// SHA-256 by hand (`sha256sum`) of what section 3 of the document says.
  @Test
  void hashesAsDocumented() {
    assertThat(InferenceDigests.furtherSalt(Bytes.zeros(32)).hex())
        .isEqualTo("0841008254d43f7b6360fd41f8f6c10f44ffc51ea62c5aa5d4a51270cd447e25");
    assertThat(InferenceDigests.request(Bytes.zeros(32), Bytes.utf8("{}")).hex())
        .isEqualTo("0f5ba5d2b1440e77b1ee3fc5307426818f5433d7d347a434a3f321b2a9aa22d4");
    assertThat(InferenceDigests.chunkSalt(Bytes.zeros(32), 1).hex())
        .isEqualTo("41cb1a2aa325c7e875fe4c2c39cd758411b6a1458a11d0d1ad9e2a9fea8377c0");
    ResponseTree tree = new ResponseTree(Bytes.zeros(32));
    tree.add(Bytes.utf8("one"));
    assertThat(tree.root().hex())
        .isEqualTo("d6d32b863e1e21e845c34877c8e8f4d17c1078150f5674a868b321acc16a3352");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kind\":\"inference\"|\"kind\":\"proof\"",
        "\"complete\":true|\"complete\":false",
        "\"complete\":true|\"complete\":1",
        "\"status\":200|\"status\":99",
        "\"chunks\":4|\"chunks\":-4",
        "\"input\":3|\"input\":-3",
        "\"usage\":{\"input\":3,\"output\":4}|\"usage\":\"none\"",
        "\"model\":\"tiny\"|\"model\":\"tiny\",\"more\":1",
        "\"weights\":\"0|\"weights\":\"",
        "\"root\":\"|\"root\":\"A",
        "\"temperature\":\"0.7\"|\"temperature\":1",
        "\"weights\":|\"evidence\":\"\",\"weights\":",
        "\"weights\":|\"evidence\":{\"kind\":\"tdx\",\"simulated\":true},\"weights\":",
        "\"weights\":|\"receipt\":\"../x\",\"weights\":",
        "\"id\":\"id\"|\"id\":\"\""
      })
  void refusesOtherEntries(String from, String to) throws Exception {
    String text = entry(EVENTS, RESPONSE, Optional.empty()).text();
    assertThat(text).contains(from);
    JsonNode changed = JsonNode.parse(text.replace(from, to));
    Entry entry = Entry.parse(CanonicalJson.encode(changed.value()));
    refused(entry, SALT, REQUEST, RESPONSE, "inference.entry");
  }
}
