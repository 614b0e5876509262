// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import static dev.strongroom.ledger.fixtures.FakeDeployment.BOOT;
import static dev.strongroom.ledger.fixtures.FakeDeployment.COSIGNED;
import static dev.strongroom.ledger.fixtures.FakeDeployment.DIGEST;
import static dev.strongroom.ledger.fixtures.FakeDeployment.NOW;
import static dev.strongroom.ledger.verification.Refusals.accepts;
import static dev.strongroom.ledger.verification.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.cose.CoseReceipt;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Anchor;
import dev.strongroom.ledger.receipt.Manifest;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A good receipt, and what about entry, tree and checkpoint can be wrong with one.
class ReceiptVerifierTest {
  private static FakeDeployment deployment;
  private static ReceiptPolicy policy;
  private static Receipt receipt;
  private static ReceiptEdits edits;

  @BeforeAll
  static void build() throws MalformedLedgerException {
    deployment = FakeDeployment.create();
    policy = deployment.policy().build();
    receipt = deployment.receipt();
    edits = new ReceiptEdits(receipt);
  }

  @Test
  void acceptsAGoodReceiptAndSaysWhatItShows() throws ReceiptException {
    VerifiedReceipt verified =
        FakeDeployment.verifier().verify(receipt, policy, Optional.of(DIGEST), NOW);
    ReceiptVerdict verdict = verified.verdict();
    assertThat(verified.receipt()).isEqualTo(receipt);
    assertThat(verdict.index()).isEqualTo(741);
    assertThat(verdict.size()).isEqualTo(992);
    assertThat(verdict.simulated()).isFalse();
    assertThat(verdict.measurements()).containsKey("pcr0");
    assertThat(verdict.time().notBefore().orElseThrow().time()).isEqualTo(BOOT);
    assertThat(verdict.time().notAfter().orElseThrow().time()).isEqualTo(COSIGNED.plusSeconds(2));
    assertThat(verdict.unproven()).anyMatch(sentence -> sentence.contains("metadata"));
    assertThat(verdict.checks().stream().map(LedgerCheck::name))
        .containsExactly(
            "entry.content",
            "entry.digest",
            "log.inclusion",
            "log.signature",
            "log.key",
            "epoch.inclusion",
            "epoch.previous-root",
            "epoch.signature",
            "epoch.log-key",
            "epoch.binding",
            "epoch.evidence",
            "simulated",
            "epoch.entry",
            "witness.quorum",
            "anchor.rfc3161",
            "time.order",
            "time.not-before",
            "time.not-after");
    assertThat(verdict.check("epoch.evidence").orElseThrow().lines())
        .anyMatch(line -> line.name().equals("path.root"));
    assertThat(verdict.check("witness.quorum").orElseThrow().lines())
        .extracting(LedgerCheck.Line::name)
        .containsExactly("one.example", "two.example");
  }

  @Test
  void acceptsTheReceiptOfEveryEntryOfTheEpoch() throws MalformedLedgerException {
    FakeDeployment other = deployment.copy();
    for (int i = 0; i < 12; i++) {
      accepts(other.receipt(other.enter(FakeDeployment.members())), policy);
    }
  }

  @Test
  void acceptsArchivedReceiptsYearsLater() {
    refuses(
        receipt,
        policy,
        Optional.of(TestKey.of("another").secret()),
        NOW.plus(Duration.ofDays(9000)),
        "entry.digest: digest-differs");
    assertThat(
            Refusals.failures(
                receipt, policy, Optional.of(DIGEST), NOW.plus(Duration.ofDays(9000))))
        .isEmpty();
  }

  @Test
  void refusesAnotherFile() {
    refuses(
        receipt,
        policy,
        Optional.of(TestKey.of("another").secret()),
        NOW,
        "entry.digest: digest-differs");
    assertThatThrownBy(
            () -> FakeDeployment.verifier().explain(receipt, policy, Optional.of(Bytes.EMPTY), NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static Stream<Map<String, Object>> altered() {
    List<Map<String, Object>> altered = new ArrayList<>();
    Map<String, Object> members = FakeDeployment.members();
    members.forEach((name, value) -> {
      if (value instanceof Map<?, ?> inner) {
        inner
            .keySet()
            .forEach(part -> {
              altered.add(with(members, name, with(inner, part, "altered")));
              altered.add(with(members, name, without(inner, part)));
            });
        altered.add(with(members, name, with(inner, "title", "more")));
      }
    });
    altered.add(with(members, "time", "2026-03-21T17:28:05.251Z"));
    altered.add(with(members, "digest", TestKey.of("another").secret().hex()));
    altered.add(with(members, "kind", "inference"));
    return altered.stream().filter(changed -> !changed.equals(members));
  }

  private static Map<String, Object> with(Map<?, ?> map, Object name, Object value) {
    Map<String, Object> changed = new HashMap<>();
    map.forEach((key, kept) -> changed.put(String.valueOf(key), kept));
    changed.put(String.valueOf(name), value);
    return changed;
  }

  private static Map<String, Object> without(Map<?, ?> map, Object name) {
    Map<String, Object> changed = with(map, name, "");
    changed.remove(name);
    return changed;
  }

  @ParameterizedTest
  @MethodSource("altered")
  void refusesAnAlteredEntry(Map<String, Object> members) throws MalformedLedgerException {
    Receipt changed = edits.entry(Entry.of(members));
    List<String> failures = Refusals.failures(changed, policy, Optional.empty(), NOW);
    assertThat(failures).contains("log.inclusion: entry-not-in-tree");
    // Some alterations aren't a proof's entry any more, which is told as well.
    assertThat(failures)
        .isSubsetOf("entry.content: entry-malformed", "log.inclusion: entry-not-in-tree");
  }

  @Test
  void refusesAnotherSaltOrNone() {
    refuses(
        edits.salt(Optional.of(TestKey.of("another").secret())),
        policy,
        "log.inclusion: entry-not-in-tree");
    refuses(edits.salt(Optional.empty()), policy, "log.inclusion: entry-not-in-tree");
  }

  @ParameterizedTest
  @ValueSource(longs = {740, 742, 739, 745, 757, 701})
  void refusesACounterThatDoesntMatchTheTree(long index) {
    refuses(edits.index(index), policy, "log.inclusion: counter-differs");
  }

  @ParameterizedTest
  @ValueSource(longs = {992, 100_000, 1L << 52})
  void refusesACounterBeyondTheTree(long index) {
    refuses(edits.index(index), policy, "log.inclusion: counter-outside-tree");
  }

  @Test
  void refusesACounterThatIsFarOff() {
    refuses(edits.index(900), policy, "log.inclusion: entry-not-in-tree");
    // Older than the epoch by its own word.
    refuses(
        edits.index(5),
        policy,
        "log.inclusion: entry-not-in-tree",
        "epoch.entry: entered-before-epoch");
  }

  @Test
  void refusesPathsThatWereCutOrExtended() {
    List<Bytes> path = receipt.inclusion();
    for (List<Bytes> wrong :
        List.of(path.subList(0, path.size() - 1), path.subList(1, path.size()), List.<Bytes>of())) {
      refuses(edits.inclusion(wrong), policy, "log.inclusion: counter-outside-tree");
    }
    List<Bytes> longer = new ArrayList<>(path);
    longer.add(path.getFirst());
    refuses(edits.inclusion(longer), policy, "log.inclusion: counter-outside-tree");
    refuses(edits.inclusion(path.reversed()), policy, "log.inclusion: entry-not-in-tree");
  }

  @Test
  void refusesACheckpointThatTheLogHasntSigned() throws MalformedLedgerException {
    SignedNote note = receipt.checkpoint().note();
    SignedNote unsigned =
        new SignedNote(note.text(), note.signatures().subList(1, note.signatures().size()));
    refuses(
        edits.checkpoint(SignedCheckpoint.of(unsigned)),
        policy,
        "log.signature: log-signature-missing");
    String other = deployment.log().checkpoint(991).text();
    List<NoteSignature> signatures = new ArrayList<>(unsigned.signatures());
    signatures.add(FakeDeployment.LOG_KEY.sign(FakeDeployment.ORIGIN, other));
    refuses(
        edits.checkpoint(SignedCheckpoint.of(new SignedNote(note.text(), signatures))),
        policy,
        "log.signature: log-signature-wrong");
  }

  @Test
  void refusesALogThatThePolicyDoesntName() {
    for (String name : List.of(FakeDeployment.ORIGIN, "other.example/log")) {
      ReceiptPolicy other =
          deployment.policy().requireLogs(List.of(TestKey.of("another").log(name))).build();
      refuses(receipt, other, "log.key: log-not-accepted");
    }
    accepts(receipt, deployment.policy().ignoreLogs("the evidence tells").build());
  }

  @Test
  void checksFolders() throws MalformedLedgerException {
    Bytes one = TestKey.of("one").secret();
    Manifest manifest =
        new Manifest(new TreeMap<>(Map.of("a/one", one, "two", TestKey.of("two").secret())));
    FakeDeployment other = deployment.copy();
    Map<String, Object> members = with(FakeDeployment.members(), "digest", manifest.digest().hex());
    Receipt folder = other.receipt(other.enter(members)).with(manifest);
    accepts(folder, policy);
    ReceiptVerdict verdict =
        FakeDeployment.verifier().explain(folder, policy, Optional.of(one), NOW);
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.check("entry.digest").orElseThrow().detail()).contains("a/one");
    refuses(folder, policy, Optional.of(DIGEST), NOW, "entry.digest: not-in-manifest");
    refuses(receipt.with(manifest), policy, "entry.digest: manifest-differs");
  }

  @Test
  void looksIntoNoEntriesOfOtherKinds() throws MalformedLedgerException {
    FakeDeployment other = deployment.copy();
    Receipt vault =
        other.receipt(
            other.enter(
                Map.of("kind", "vault", "time", FakeDeployment.ENTERED.toString(), "x", 5)));
    accepts(vault, policy);
    assertThat(
            FakeDeployment.verifier()
                .explain(vault, policy, Optional.empty(), NOW)
                .check("entry.content")
                .orElseThrow()
                .outcome())
        .isEqualTo(Outcome.NOT_APPLICABLE);
    refuses(vault, policy, Optional.of(DIGEST), NOW, "entry.digest: entry-without-digest");
  }

  @Test
  void refusesKnownKindsThatArentWhatTheySay() throws MalformedLedgerException {
    FakeDeployment other = deployment.copy();
    for (String kind : List.of("proof", "epoch", "recovery")) {
      Map<String, Object> members =
          Map.of("kind", kind, "time", FakeDeployment.ENTERED.toString(), "x", 5);
      refuses(other.receipt(other.enter(members)), policy, "entry.content: entry-malformed");
    }
  }

  @Test
  void acceptsTheReceiptOfTheEpochsOwnEntry() throws MalformedLedgerException {
    accepts(deployment.receipt(deployment.epoch().statement().index()), policy);
  }

  @Test
  void checksTheSignatureForCose() {
    VerifierKey key = FakeDeployment.LOG_KEY.log(FakeDeployment.ORIGIN);
    Bytes root = receipt.checkpoint().checkpoint().root();
    Bytes good = FakeDeployment.LOG_KEY.sign(CoseReceipt.signed(key, root));
    accepts(edits.anchors(List.of(), Optional.of(good)), policy);
    Bytes other = FakeDeployment.LOG_KEY.sign(CoseReceipt.signed(key, Bytes.zeros(32)));
    refuses(
        edits.anchors(List.of(), Optional.of(other)),
        policy,
        "cose.signature: cose-signature-wrong");
  }

  @Test
  void believesNoRowOfATable() {
    Receipt anchored =
        edits.anchors(
            List.of(Anchor.DynamoDb.of("t", "eu-central-1", Map.of("size", 992))),
            Optional.empty());
    ReceiptVerdict verdict =
        FakeDeployment.verifier().explain(anchored, policy, Optional.empty(), NOW);
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.check("anchor.dynamodb").orElseThrow().outcome())
        .isEqualTo(Outcome.NOT_APPLICABLE);
    assertThat(verdict.unproven()).anyMatch(sentence -> sentence.contains("table t"));
  }
}
