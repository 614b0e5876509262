// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.EpochStatement;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.entry.ProofTemplate;
import dev.strongroom.ledger.fixtures.FakeLog;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.merkle.Proofs;
import dev.strongroom.ledger.merkle.RangeProof;
import dev.strongroom.ledger.note.StrictBase64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Receipts of both forms as files: what is written is read again, and nothing else is read.
class ReceiptFileTest {
  private static final Instant TIME = Instant.parse("2026-11-21T18:00:00Z");
  private static final TestKey EPOCH_KEY = TestKey.of("epoch");
  private static final Bytes SEED = TestKey.of("seed").secret();
  private static final List<Bytes> DIGESTS =
      Stream.of("one", "two", "three").map(word -> TestKey.of(word).secret()).toList();

  /// What the JSON Schema can't refuse: how text is written, and meanings of texts.
  private static final Set<String> BEYOND_SCHEMA =
      Set.of(
          "a duplicate",
          "half of a pair",
          "another way to write the time",
          "a fraction as index",
          "an exponent as index",
          "a leading zero",
          "text after the end",
          "a byte order mark",
          "cut off");

  private static Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema("true");
  private static CompactReceipt compact;
  private static EpochEntry epoch;
  private static Receipt receipt;

  @BeforeAll
  static void build() throws MalformedLedgerException, IOException {
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("../docs/receipt.schema.json")));
    FakeLog log = new FakeLog("example.org/log", TestKey.of("log"));
    log.fill(990);
    EpochStatement statement = log.statement(EPOCH_KEY);
    epoch = EpochEntry.of(statement, Bytes.zeros(5000), TIME);
    log.begin(epoch);
    log.fill(9);
    ProofTemplate template =
        ProofTemplate.of(
            Map.of(
                "kind",
                "proof",
                "time",
                TIME.toString(),
                "algorithm",
                "sha-256",
                "attribution",
                Map.of("name", "Ada \"the first\"", "title", "ü𝄞"),
                "metadata",
                Map.of("zebra", "1", "apple", "2")));
    long start = log.size();
    for (int i = 0; i < DIGESTS.size(); i++) {
      log.add(Entry.parse(template.entry(DIGESTS.get(i))), Leaf.salt(SEED, i));
    }
    log.fill(20);
    SignedCheckpoint checkpoint = log.signed(log.size(), statement, EPOCH_KEY);
    compact =
        new CompactReceipt(
            true,
            template,
            SEED,
            start,
            RangeProof.make(start, start + DIGESTS.size(), log.size(), log.hashes()).path(),
            checkpoint,
            CompactReceipt.EpochReference.to(
                epoch, Proofs.inclusion(statement.index(), log.size(), log.hashes()).path()),
            Optional.of(Bytes.zeros(64)),
            List.of(
                new Anchor.Rfc3161(Bytes.zeros(3)),
                Anchor.DynamoDb.of("t", "eu-central-1", Map.of("n", 5, "a", "b"))));
    receipt = compact.expand(DIGESTS, epoch).get(1);
  }

  @Test
  void readsWhatItWrites() throws MalformedLedgerException {
    Receipt read = Receipt.parse(receipt.json());
    assertThat(read.content()).isEqualTo(receipt.content());
    assertThat(read.json()).isEqualTo(receipt.json());
    assertThat(read.inclusionProof()).isEqualTo(receipt.inclusionProof());
    assertThat(read.leaf()).isEqualTo(receipt.leaf());
    assertThat(Receipt.parse(Bytes.utf8(receipt.json())).json()).isEqualTo(receipt.json());
  }

  @Test
  void expandsToReceiptsThatLeadToTheRoot() throws Exception {
    List<Receipt> receipts = CompactReceipt.parse(compact.json()).expand(DIGESTS, epoch);
    assertThat(receipts).hasSize(DIGESTS.size());
    for (Receipt one : receipts) {
      Bytes root = one.checkpoint().checkpoint().root();
      one.inclusionProof().check(one.leaf().hash(), root);
      one.epochInclusionProof().check(one.epoch().entry().leaf().hash(), root);
      assertThat(one.simulated()).isTrue();
      assertThat(one.anchors()).hasSize(2);
    }
    assertThat(CompactReceipt.parse(compact.json()).json()).isEqualTo(compact.json());
  }

  @Test
  void layoutAndOrderOfMembersDontMatter() throws MalformedLedgerException {
    String json = receipt.json().replaceAll("\n *", " ");
    assertThat(Receipt.parse(json).content()).isEqualTo(receipt.content());
    Map<String, Object> turned = new HashMap<>(receipt.content());
    assertThat(Receipt.parse(PrettyJson.text(turned)).json()).isEqualTo(receipt.json());
  }

  @Test
  void refusesOtherDigestsThanThoseOfTheAnswer() {
    List<Bytes> swapped = List.of(DIGESTS.get(1), DIGESTS.get(0), DIGESTS.get(2));
    for (List<Bytes> wrong :
        List.of(swapped, DIGESTS.subList(0, 2), List.<Bytes>of(), doubled(DIGESTS))) {
      assertThatThrownBy(() -> compact.expand(wrong, epoch))
          .isInstanceOf(MalformedLedgerException.class);
    }
  }

  private static List<Bytes> doubled(List<Bytes> digests) {
    List<Bytes> doubled = new ArrayList<>(digests);
    doubled.addAll(digests);
    return doubled;
  }

  @Test
  void refusesAnotherEpochsEntry() throws MalformedLedgerException {
    EpochEntry other = EpochEntry.of(epoch.statement(), Bytes.zeros(4999), TIME);
    assertThatThrownBy(() -> compact.expand(DIGESTS, other))
        .isInstanceOf(MalformedLedgerException.class)
        .hasMessageContaining("epoch's entry");
  }

  /// One change of the file.
  record Edit(String name, String from, String to) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Edit> edits() {
    String salt = receipt.salt().orElseThrow().hex();
    String hash = StrictBase64.encode(receipt.inclusion().getFirst());
    return Stream.of(
        new Edit("another version", "\"receipt\": 1", "\"receipt\": 2"),
        new Edit("version as text", "\"receipt\": 1", "\"receipt\": \"1\""),
        new Edit("no version", "\"receipt\": 1,", ""),
        new Edit("a duplicate", "\"receipt\": 1,", "\"receipt\": 1, \"receipt\": 1,"),
        new Edit("an unknown member", "\"receipt\": 1,", "\"receipt\": 1, \"more\": 1,"),
        new Edit("null", "\"simulated\": true", "\"simulated\": null"),
        new Edit("simulated as text", "\"simulated\": true", "\"simulated\": \"true\""),
        new Edit("no simulated", "\"simulated\": true,", ""),
        new Edit("a fraction as index", "\"index\": 1001", "\"index\": 1001.0"),
        new Edit("an exponent as index", "\"index\": 1001", "\"index\": 1001e0"),
        new Edit("a leading zero", "\"index\": 1001", "\"index\": 01001"),
        new Edit("a negative index", "\"index\": 1001", "\"index\": -1"),
        new Edit("an index of 54 bits", "\"index\": 1001", "\"index\": 9007199254740992"),
        new Edit("an index of 70 bits", "\"index\": 1001", "\"index\": 1180591620717411303424"),
        new Edit("upper case in the salt", salt, salt.toUpperCase(java.util.Locale.ROOT)),
        new Edit("a short salt", salt, salt.substring(2)),
        new Edit("a salt that is none", salt, salt.substring(2) + "zz"),
        new Edit("a hash of 31 bytes", hash, StrictBase64.encode(Bytes.zeros(31))),
        new Edit("base 64 without its end", hash, hash.substring(0, hash.length() - 1)),
        new Edit("no time in the entry", "\"time\": \"2026-11-21T18:00:00Z\"", "\"x\": \"\""),
        new Edit("another way to write the time", "18:00:00Z", "18:00:00.000Z"),
        new Edit("half of a pair", "Ada", "\\ud834"),
        new Edit("a great number in the entry", "\"apple\": \"2\"", "\"a\": 9007199254740993"),
        new Edit("no checkpoint", "\"checkpoint\"", "\"point\""),
        new Edit("a checkpoint without size", "\\n1023\\n", "\\n"),
        new Edit("a checkpoint of size 01023", "\\n1023\\n", "\\n01023\\n"),
        new Edit("an epoch with more", "\"epoch\": {", "\"epoch\": { \"more\": 1,"),
        new Edit("an epoch of another kind", "\"kind\": \"epoch\"", "\"kind\": \"proof\""),
        new Edit("a signature of 63 bytes", "A".repeat(86) + "==", "A".repeat(84)),
        new Edit("an unknown anchor", "\"kind\": \"rfc3161\"", "\"kind\": \"other\""),
        new Edit("an anchor with more", "\"kind\": \"rfc3161\"", "\"kind\": \"rfc3161\", \"x\": 1"),
        new Edit("text after the end", "\n}\n", "\n}\n{}"),
        new Edit("a byte order mark", "{\n  \"receipt\"", "\ufeff{\n  \"receipt\""),
        new Edit("cut off", "\n}\n", "\n"));
  }

  @ParameterizedTest
  @MethodSource("edits")
  void refuses(Edit edit) {
    String json = receipt.json();
    assertThat(json).contains(edit.from());
    String changed = json.replace(edit.from(), edit.to());
    assertThat(changed).isNotEqualTo(json);
    assertThatThrownBy(() -> Receipt.parse(changed)).isInstanceOf(MalformedLedgerException.class);
    if (!BEYOND_SCHEMA.contains(edit.name())) {
      assertThat(schemaAccepts(changed)).as("by the schema").isFalse();
    }
  }

  private static boolean schemaAccepts(String json) {
    return schema.validate(json, InputFormat.JSON).isEmpty();
  }

  @Test
  void theSchemaAcceptsWhatIsWritten() throws MalformedLedgerException {
    assertThat(schemaAccepts(receipt.json())).isTrue();
    TreeMap<String, Bytes> files = new TreeMap<>(Map.of("a/b", DIGESTS.getFirst()));
    String folder = receipt.with(new Manifest(files)).json();
    assertThat(schemaAccepts(folder)).isTrue();
    for (String path : List.of("/a", "a/", "a//b", "..", "../a", "a/../b", "./a", "a/.")) {
      String changed = folder.replace("\"a/b\"", "\"" + path + "\"");
      assertThat(schemaAccepts(changed)).as(path).isFalse();
      assertThatThrownBy(() -> Receipt.parse(changed))
          .as(path)
          .isInstanceOf(MalformedLedgerException.class);
    }
    for (String path : List.of("...", ".a", "a..", "a/.b", "\\\\", "a b")) {
      String changed = folder.replace("\"a/b\"", "\"" + path + "\"");
      assertThat(schemaAccepts(changed)).as(path).isTrue();
      assertThat(Receipt.parse(changed).manifest()).isPresent();
    }
  }

  @Test
  void refusesWhatIsTooLong() throws MalformedLedgerException {
    String json = receipt.json();
    String most = json + " ".repeat(Receipt.MAX_LENGTH - Bytes.utf8(json).length());
    assertThat(Receipt.parse(most).json()).isEqualTo(json);
    assertThatThrownBy(() -> Receipt.parse(most + " "))
        .isInstanceOf(MalformedLedgerException.class)
        .hasMessageContaining("65536");
    assertThatThrownBy(() -> Receipt.parse(Bytes.zeros(2 << 20)))
        .isInstanceOf(MalformedLedgerException.class);
    assertThatThrownBy(() -> CompactReceipt.parse(compact.json() + " ".repeat(1 << 16)))
        .isInstanceOf(MalformedLedgerException.class);
  }

  @Test
  void carriesAManifest() throws MalformedLedgerException {
    TreeMap<String, Bytes> files = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      files.put("folder/file number " + i, DIGESTS.get(i % 3));
    }
    Receipt folder = receipt.with(new Manifest(files));
    assertThat(folder.json().length()).isGreaterThan(Receipt.MAX_LENGTH);
    Receipt read = Receipt.parse(folder.json());
    assertThat(read.manifest()).contains(new Manifest(files));
    assertThat(read.json()).isEqualTo(folder.json());
  }
}
