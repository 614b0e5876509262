// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.MerkleHash;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What can be entered, in which bytes, and what the log holds of it.
class EntryTest {
  private static final Bytes KEY = Bytes.fromHex("11".repeat(32));
  private static final Bytes OTHER = Bytes.fromHex("22".repeat(32));

  @Test
  void writesTheCanonicalForm() {
    Map<String, Object> value = new HashMap<>();
    // RFC 8785, 3.2.3: by UTF-16 units, so that a pair comes before U+FB33.
    value.put("\u20ac", "Euro");
    value.put("\r", "CR");
    value.put("\ufb33", "Dalet");
    value.put("1", List.of(1, -1L, true, false, CanonicalJson.GREATEST));
    value.put("\ud83d\ude00", "Smile");
    value.put("\u0080", Map.of());
    value.put("\u00f6", "\u0000\b\t\n\f\r\u001f\"\\/\u007f");
    assertThat(CanonicalJson.text(value))
        .isEqualTo(
            "{\"\\r\":\"CR\",\"1\":[1,-1,true,false,9007199254740991],\"\u0080\":{},"
                + "\"\u00f6\":\"\\u0000\\b\\t\\n\\f\\r\\u001f\\\"\\\\/\u007f\","
                + "\"\u20ac\":\"Euro\",\"\ud83d\ude00\":\"Smile\",\"\ufb33\":\"Dalet\"}");
  }

  @Test
  void readsOnlyWhatItWrites() throws MalformedJsonException {
    String good = "{\"a\":1,\"b\":[\"\\u0001\"]}";
    assertThat(CanonicalJson.parse(Bytes.utf8(good)).value())
        .isEqualTo(Map.of("a", 1L, "b", List.of("\u0001")));
    for (String other :
        List.of(
            "{\"a\": 1,\"b\":[\"\\u0001\"]}",
            "{\"b\":[\"\\u0001\"],\"a\":1}",
            "{\"a\":1,\"a\":1,\"b\":[\"\\u0001\"]}",
            "{\"a\":-0,\"b\":[\"\\u0001\"]}",
            "{\"a\":1.0,\"b\":[\"\\u0001\"]}",
            "{\"a\":1e0,\"b\":[\"\\u0001\"]}",
            "{\"a\":9007199254740992,\"b\":[\"\\u0001\"]}",
            "{\"\\u0061\":1,\"b\":[\"\\u0001\"]}",
            "{\"a\":1,\"b\":[\"\\/\"]}",
            "{\"a\":1,\"b\":[null]}",
            "{\"a\":1,\"b\":[\"\\ud800\"]}",
            good + "\n",
            " " + good)) {
      assertThatThrownBy(() -> CanonicalJson.parse(Bytes.utf8(other)))
          .as(other)
          .isInstanceOf(MalformedJsonException.class);
    }
    assertThatThrownBy(() -> CanonicalJson.parse(Bytes.fromHex("22ff22")))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void refusesWhatItCantWrite() {
    for (Object bad :
        List.of(
            1.5,
            1f,
            'c',
            CanonicalJson.GREATEST + 1,
            -CanonicalJson.GREATEST - 1,
            "\ud800",
            "\udc00x",
            List.of("\ud800\ud800"),
            Map.of("\ud800", 1),
            Map.of("a", Map.of("b", 2.0)))) {
      assertThatThrownBy(() -> CanonicalJson.encode(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"kind\":\"x\"}",
        "{\"time\":\"2026-11-21T18:00:00Z\"}",
        "{\"kind\":\"\",\"time\":\"2026-11-21T18:00:00Z\"}",
        "{\"kind\":1,\"time\":\"2026-11-21T18:00:00Z\"}",
        "{\"kind\":\"x\",\"time\":\"2026-11-21\"}",
        "{\"kind\":\"x\",\"time\":\"2026-11-21T18:00:00.0Z\"}",
        "{\"kind\":\"x\",\"time\":\"2026-11-21T19:00:00+01:00\"}",
        "{\"kind\":\"x\",\"time\":\"2026-11-21T23:59:60Z\"}",
        "{\"kind\":\"x\",\"time\":1}"
      })
  void refusesEntriesWithoutKindOrTime(String text) {
    assertThatThrownBy(() -> Entry.parse(Bytes.utf8(text)))
        .isInstanceOf(MalformedLedgerException.class);
  }

  @Test
  void refusesEntriesThatAreTooLongOrTooDeep() throws MalformedLedgerException {
    Map<String, Object> members = new HashMap<>();
    members.put("kind", "x");
    members.put("time", "2026-11-21T18:00:00Z");
    int rest = Entry.MAX_LENGTH - Entry.of(members).encoded().length() - ",\"y\":\"\"".length();
    members.put("y", "y".repeat(rest));
    assertThat(Entry.of(members).encoded().length()).isEqualTo(Entry.MAX_LENGTH);
    members.put("y", "y".repeat(rest + 1));
    assertThatThrownBy(() -> Entry.of(members)).isInstanceOf(MalformedLedgerException.class);
    Object deep = "bottom";
    for (int i = 0; i < Entry.MAX_DEPTH; i++) {
      members.put("y", deep);
      Entry.of(members);
      deep = List.of(deep);
    }
    members.put("y", deep);
    assertThatThrownBy(() -> Entry.of(members))
        .isInstanceOf(MalformedLedgerException.class)
        .hasMessageContaining("deep");
  }

  @Test
  void contentCantBeChangedAfterItWasRead() throws MalformedLedgerException {
    Entry entry =
        Entry.of(Map.of("kind", "x", "time", "2026-11-21T18:00:00Z", "inner", Map.of("a", "b")));
    assertThat(entry.text())
        .isEqualTo("{\"inner\":{\"a\":\"b\"},\"kind\":\"x\",\"time\":\"2026-11-21T18:00:00Z\"}");
    Map<?, ?> content = (Map<?, ?>) entry.content().value();
    assertThatThrownBy(content::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void commitsByAHashThatIsAsDocumented() throws Exception {
    Bytes entry = Bytes.utf8("{}");
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    Bytes.utf8("strongroom entry v1\0").updateTo(sha256);
    KEY.updateTo(sha256);
    entry.updateTo(sha256);
    Leaf.Committed leaf = Leaf.committing(entry, KEY);
    assertThat(leaf.commitment()).isEqualTo(Bytes.copyOf(sha256.digest()));
    assertThat(leaf.encoded().hex()).isEqualTo("01" + leaf.commitment().hex());
    assertThat(new Leaf.Open(entry).encoded()).isEqualTo(Bytes.utf8("\u0002{}"));
    assertThat(leaf.hash()).isEqualTo(MerkleHash.leaf(leaf.encoded()));
    assertThat(Leaf.committing(entry, OTHER)).isNotEqualTo(leaf);
    Bytes.utf8("strongroom salt v1\0").updateTo(sha256);
    KEY.updateTo(sha256);
    Bytes.fromHex("00000102").updateTo(sha256);
    assertThat(Leaf.salt(KEY, 258)).isEqualTo(Bytes.copyOf(sha256.digest()));
    assertThatThrownBy(() -> Leaf.committing(entry, Bytes.zeros(31)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsLeavesOfKnownKindsOnly() throws MalformedLedgerException {
    for (Leaf leaf : List.of(new Leaf.Committed(KEY), new Leaf.Open(Bytes.utf8("{}")))) {
      assertThat(Leaf.parse(leaf.encoded())).isEqualTo(leaf);
    }
    for (String bad :
        List.of("", "00", "03" + KEY.hex(), "01", "01" + "11".repeat(31), "0100" + KEY.hex())) {
      assertThatThrownBy(() -> Leaf.parse(Bytes.fromHex(bad)))
          .isInstanceOf(MalformedLedgerException.class);
    }
  }

  private static Map<String, Object> common() {
    return Map.of(
        "kind",
        "proof",
        "time",
        "2026-11-21T18:00:00Z",
        "algorithm",
        "sha-256",
        "attribution",
        Map.of("name", "\"digest\":\"" + "0".repeat(64) + "\" ü𝄞"),
        "metadata",
        Map.of("digest", "0".repeat(64)));
  }

  @Test
  void templatesMakeWhatEntriesAreWrittenAs() throws MalformedLedgerException {
    Map<String, Object> members = new HashMap<>(common());
    members.put("digest", OTHER.hex());
    ProofTemplate template = ProofTemplate.of(common());
    Entry made = Entry.parse(template.entry(OTHER));
    assertThat(made).isEqualTo(Entry.of(members));
    assertThat(template.common().value()).isEqualTo(common());
    assertThat(template)
        .isEqualTo(ProofTemplate.of(common()))
        .hasSameHashCodeAs(ProofTemplate.of(common()));
    assertThat(template.toString()).doesNotContain("\"digest\":\"2");
    assertThat(ProofEntry.parse(made).digest()).isEqualTo(OTHER);
    assertThatThrownBy(() -> template.entry(Bytes.zeros(31)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void templatesAreOfProofsOnly() {
    List<Map<String, Object>> wrong = new ArrayList<>();
    wrong.add(with("digest", OTHER.hex()));
    wrong.add(with("kind", "epoch"));
    wrong.add(with("algorithm", "md5"));
    wrong.add(with("time", "now"));
    wrong.add(with("more", "x"));
    wrong.add(with("metadata", Map.of("a", 1)));
    wrong.add(with("metadata", "text"));
    wrong.add(with("attribution", Map.of("name", " ")));
    wrong.add(with("attribution", Map.of("names", "x")));
    wrong.add(with("notBefore", Map.of("source", "x")));
    wrong.add(with("notBefore", Map.of("source", "x", "value", "y", "time", "z")));
    wrong.add(with("metadata", Map.of("a", "x".repeat(ProofTemplate.MAX_LENGTH))));
    for (Map<String, Object> common : wrong) {
      assertThatThrownBy(() -> ProofTemplate.of(common))
          .as(common.toString())
          .isInstanceOf(MalformedLedgerException.class);
    }
  }

  private static Map<String, Object> with(String name, Object value) {
    Map<String, Object> members = new HashMap<>(common());
    members.put(name, value);
    return members;
  }

  @Test
  void readsTheEpochsItWrites() throws MalformedLedgerException {
    EpochStatement statement = new EpochStatement("example.org/log", KEY, OTHER, 990, KEY);
    EpochEntry epoch =
        EpochEntry.of(statement, Bytes.utf8("evidence"), Instant.parse("2026-11-21T18:00:00Z"));
    assertThat(EpochEntry.parse(Entry.parse(epoch.entry().encoded()))).isEqualTo(epoch);
    assertThat(statement.binding().length()).isEqualTo(64);
    assertThat(statement.binding())
        .isNotEqualTo(new EpochStatement("example.org/log", KEY, OTHER, 991, KEY).binding())
        .isNotEqualTo(new EpochStatement("example.org/log", OTHER, KEY, 990, KEY).binding());
    assertThat(statement.epochVerifierKey().name()).isEqualTo("example.org/log/epoch/990");
  }

  @Test
  void refusesWhatIsntAnEpoch() throws MalformedLedgerException {
    String good =
        EpochEntry.of(
                new EpochStatement("example.org/log", KEY, OTHER, 990, KEY),
                Bytes.utf8("evidence"),
                Instant.parse("2026-11-21T18:00:00Z"))
            .entry()
            .text();
    for (String[] edit :
        new String[][] {
          {"\"version\":1", "\"version\":2"},
          {"\"version\":1", "\"version\":1,\"x\":1"},
          {"\"index\":990", "\"index\":-1"},
          {"\"index\":990", "\"index\":\"990\""},
          {KEY.hex(), KEY.hex() + "00"},
          {OTHER.hex(), "zz".repeat(32)},
          {"\"origin\":\"example.org/log\"", "\"origin\":\"\""},
          {"\"evidence\":\"ZXZpZGVuY2U=\"", "\"evidence\":\"ZXZpZGVuY2U\""},
          {"\"kind\":\"epoch\"", "\"kind\":\"epoch\",\"more\":1"},
          {"\"kind\":\"epoch\"", "\"kind\":\"proof\""}
        }) {
      assertThat(good).contains(edit[0]);
      Entry entry = Entry.parse(Bytes.utf8(good.replace(edit[0], edit[1])));
      assertThatThrownBy(() -> EpochEntry.parse(entry))
          .as(edit[1])
          .isInstanceOf(MalformedLedgerException.class);
    }
  }
}
