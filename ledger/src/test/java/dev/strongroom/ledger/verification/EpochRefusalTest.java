// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import static dev.strongroom.ledger.fixtures.FakeDeployment.BOOT;
import static dev.strongroom.ledger.fixtures.FakeDeployment.EPOCH_KEY;
import static dev.strongroom.ledger.fixtures.FakeDeployment.LOG_KEY;
import static dev.strongroom.ledger.fixtures.FakeDeployment.ORIGIN;
import static dev.strongroom.ledger.verification.Refusals.accepts;
import static dev.strongroom.ledger.verification.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.attestation.nitro.ReferenceValues;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.EpochStatement;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.FakeLog;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.merkle.Proofs;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Evidence, keys and trees that don't belong together.
class EpochRefusalTest {
  private static final TestKey OTHER = TestKey.of("another");

  private static FakeNitro nitro;
  private static ReceiptPolicy policy;

  @BeforeAll
  static void build() {
    nitro = FakeNitro.create();
    policy = FakeDeployment.policy(nitro.anchor()).build();
  }

  /// A log that starts an epoch with an entry made by hand, and the receipt of what comes next.
  private static Receipt receipt(EpochMaker maker) throws MalformedLedgerException {
    FakeLog log = new FakeLog(ORIGIN, LOG_KEY);
    log.fill(77);
    EpochEntry epoch = maker.make(log.statement(EPOCH_KEY));
    return receipt(log, epoch, EPOCH_KEY);
  }

  private static Receipt receipt(FakeLog log, EpochEntry epoch, TestKey key)
      throws MalformedLedgerException {
    log.begin(epoch);
    log.fill(5);
    long index = log.add(Entry.of(FakeDeployment.members()), FakeDeployment.SALT);
    log.fill(20);
    return log.receipt(index, checkpoint(log, epoch, key), epoch);
  }

  private static SignedCheckpoint checkpoint(FakeLog log, EpochEntry epoch, TestKey key)
      throws MalformedLedgerException {
    return FakeDeployment.cosigned(
        log.signed(log.size(), epoch.statement(), key), FakeDeployment.COSIGNED);
  }

  private interface EpochMaker {
    EpochEntry make(EpochStatement statement) throws MalformedLedgerException;
  }

  private static EpochEntry genuine(EpochStatement statement) throws MalformedLedgerException {
    return EpochEntry.of(statement, FakeDeployment.evidence(nitro.document(), statement), BOOT);
  }

  private static ReceiptPolicy.Builder anyLog() {
    return FakeDeployment.policy(nitro.anchor()).ignoreLogs("whatever the enclave names");
  }

  @Test
  void acceptsWhatBelongsTogether() throws MalformedLedgerException {
    Receipt receipt = receipt(EpochRefusalTest::genuine);
    accepts(receipt, policy);
    accepts(receipt, anyLog().build());
    accepts(
        receipt,
        FakeDeployment.policy(nitro.anchor()).ignoreEnclave("the log's key is enough").build());
  }

  @Test
  void refusesGenuineEvidenceGluedToAProofSignedByAnotherKey() throws MalformedLedgerException {
    // The thief has evidence of a real enclave, and signs with keys of their own.
    FakeLog log = new FakeLog(ORIGIN, OTHER);
    log.fill(77);
    EpochStatement own = log.statement(OTHER);
    EpochStatement victims =
        new EpochStatement(
            ORIGIN, LOG_KEY.publicKey(), EPOCH_KEY.publicKey(), 77, own.previousRoot());
    EpochEntry glued = EpochEntry.of(own, FakeDeployment.evidence(nitro.document(), victims), BOOT);
    refuses(
        receipt(log, glued, OTHER), anyLog().build(), "epoch.binding: evidence-binds-another-key");
  }

  @Test
  void refusesEvidenceOfAnotherStatement() throws MalformedLedgerException {
    // The enclave's own epoch key, but another log key, place or history than it spoke of.
    refuses(
        receipt(statement ->
            EpochEntry.of(
                statement,
                FakeDeployment.evidence(
                    nitro.document(),
                    new EpochStatement(
                        ORIGIN,
                        OTHER.publicKey(),
                        statement.epochKey(),
                        statement.index(),
                        statement.previousRoot())),
                BOOT)),
        policy,
        "epoch.binding: evidence-binds-another-statement");
    refuses(
        receipt(statement -> {
          FakeDocument document = nitro.document();
          document.content().bytes("public_key", statement.epochKey());
          return EpochEntry.of(statement, document.issue(), BOOT);
        }),
        policy,
        "epoch.binding: evidence-binds-another-statement");
    refuses(
        receipt(statement -> {
          FakeDocument document = nitro.document();
          document.content().bytes("user_data", statement.binding());
          return EpochEntry.of(statement, document.issue(), BOOT);
        }),
        policy,
        "epoch.binding: evidence-binds-another-key");
  }

  @Test
  void refusesEvidenceWhoseBoundKeyIsntTheLogKey() throws MalformedLedgerException {
    EpochMaker another =
        statement ->
            genuine(
                new EpochStatement(
                    ORIGIN,
                    OTHER.publicKey(),
                    statement.epochKey(),
                    statement.index(),
                    statement.previousRoot()));
    refuses(receipt(another), policy, "epoch.log-key: bound-key-differs");
    refuses(
        receipt(another),
        anyLog().build(),
        "log.signature: log-signature-missing",
        "epoch.log-key: bound-key-differs");
  }

  @Test
  void refusesTheEpochOfAnotherLog() throws MalformedLedgerException {
    FakeLog log = new FakeLog(ORIGIN, LOG_KEY);
    log.fill(77);
    EpochEntry epoch =
        genuine(
            new EpochStatement(
                "other.example/log", LOG_KEY.publicKey(), EPOCH_KEY.publicKey(), 77, log.root(77)));
    refuses(
        receipt(log, epoch, EPOCH_KEY),
        policy,
        "epoch.signature: epoch-signature-missing",
        "epoch.log-key: origin-differs");
  }

  @Test
  void refusesCheckpointsThatTheEpochsKeyHasntSigned() throws MalformedLedgerException {
    Receipt receipt = receipt(EpochRefusalTest::genuine);
    ReceiptEdits edits = new ReceiptEdits(receipt);
    SignedNote note = receipt.checkpoint().note();
    List<NoteSignature> lines = new ArrayList<>(note.signatures());
    NoteSignature epochs = lines.remove(1);
    refuses(
        edits.checkpoint(SignedCheckpoint.of(new SignedNote(note.text(), lines))),
        policy,
        "epoch.signature: epoch-signature-missing");
    lines.add(
        new NoteSignature(epochs.name(), epochs.keyId(), OTHER.sign(Bytes.utf8(note.text()))));
    refuses(
        edits.checkpoint(SignedCheckpoint.of(new SignedNote(note.text(), lines))),
        policy,
        "epoch.signature: epoch-signature-wrong");
  }

  @Test
  void refusesTheEvidenceOfAnotherEpoch() throws MalformedLedgerException {
    FakeLog log = new FakeLog(ORIGIN, LOG_KEY);
    log.fill(10);
    EpochEntry first = genuine(log.statement(OTHER));
    log.begin(first);
    log.fill(10);
    EpochEntry second = genuine(log.statement(EPOCH_KEY));
    Receipt receipt = receipt(log, second, EPOCH_KEY);
    accepts(receipt, policy);
    Receipt.Epoch older =
        new Receipt.Epoch(
            first, Proofs.inclusion(first.statement().index(), log.size(), log.hashes()).path());
    refuses(
        new ReceiptEdits(receipt).epoch(older), policy, "epoch.signature: epoch-signature-missing");
    // The same with a path that doesn't lead there.
    refuses(
        new ReceiptEdits(receipt).epoch(new Receipt.Epoch(second, older.inclusion().reversed())),
        policy,
        "epoch.inclusion: epoch-not-in-tree");
  }

  @Test
  void refusesEntriesOfEarlierEpochsUnlessThePolicySaysWhy() throws MalformedLedgerException {
    FakeLog log = new FakeLog(ORIGIN, LOG_KEY);
    log.begin(genuine(log.statement(OTHER)));
    long early = log.add(Entry.of(FakeDeployment.members()), FakeDeployment.SALT);
    EpochEntry later = genuine(log.statement(EPOCH_KEY));
    log.begin(later);
    log.fill(3);
    Receipt receipt = log.receipt(early, checkpoint(log, later, EPOCH_KEY), later);
    refuses(receipt, policy, "epoch.entry: entered-before-epoch");
    ReceiptPolicy lenient =
        FakeDeployment.policy(nitro.anchor()).allowEarlierEpochs("one program only").build();
    accepts(receipt, lenient);
    ReceiptVerdict verdict =
        FakeDeployment.verifier().explain(receipt, lenient, Optional.empty(), FakeDeployment.NOW);
    assertThat(verdict.time().notBefore()).isEmpty();
    assertThat(verdict.unproven()).anyMatch(sentence -> sentence.contains("later one"));
  }

  @Test
  void refusesAnotherHistoryThanTheEnclaveTookOver() throws MalformedLedgerException {
    refuses(
        receipt(statement ->
            genuine(
                new EpochStatement(
                    ORIGIN,
                    statement.logKey(),
                    statement.epochKey(),
                    statement.index(),
                    OTHER.secret()))),
        policy,
        "epoch.previous-root: previous-root-differs");
  }

  @Test
  void computesTheHistoryOfEveryPlace() throws MalformedLedgerException {
    for (int before = 0; before < 40; before++) {
      for (int after = 0; after < 9; after += 1 + before % 3) {
        FakeLog log = new FakeLog(ORIGIN, LOG_KEY);
        log.fill(before);
        EpochEntry epoch =
            EpochEntry.of(log.statement(EPOCH_KEY), Bytes.utf8("not looked at"), BOOT);
        log.begin(epoch);
        log.fill(after);
        accepts(
            log.receipt(before, checkpoint(log, epoch, EPOCH_KEY), epoch),
            FakeDeployment.policy(nitro.anchor()).ignoreEnclave("only the tree").build());
      }
    }
  }

  @Test
  void refusesWhatIsntEvidenceOrNotGenuine() throws MalformedLedgerException {
    refuses(
        receipt(statement -> EpochEntry.of(statement, Bytes.utf8("evidence"), BOOT)),
        policy,
        "epoch.evidence: evidence-malformed");
    refuses(
        receipt(statement -> {
          byte[] forged = FakeDeployment.evidence(nitro.document(), statement).toByteArray();
          forged[forged.length - 1] ^= 1;
          return EpochEntry.of(statement, Bytes.copyOf(forged), BOOT);
        }),
        policy,
        "epoch.evidence: signature-invalid");
  }

  @Test
  void refusesMeasurementsThatThePolicyDoesntAccept() throws MalformedLedgerException {
    Receipt receipt = receipt(EpochRefusalTest::genuine);
    Bytes right = nitro.document().content().pcrs().get(0);
    for (Map.Entry<Bytes, Boolean> one :
        Map.of(Pcrs.extended(Bytes.utf8("other")), false, right, true).entrySet()) {
      ReceiptPolicy images =
          FakeDeployment.policy(nitro.anchor())
              .requireEnclave(
                  LenientPolicy.builder(nitro.anchor())
                      .requireImage(
                          List.of(new ReferenceValues("1", new TreeMap<>(Map.of(0, one.getKey())))))
                      .requirePublicKey()
                      .requireUserData()
                      .requireAge(Duration.ofMinutes(5))
                      .build())
              .build();
      if (one.getValue()) {
        accepts(receipt, images);
      } else {
        refuses(receipt, images, "epoch.evidence: measurement-not-accepted");
      }
    }
  }

  @Test
  void refusesSimulatedEpochsUnderAProductionPolicy() throws MalformedLedgerException {
    FakeLog log = new FakeLog(ORIGIN, LOG_KEY);
    EpochStatement statement = log.statement(EPOCH_KEY);
    FakeDocument document = FakeNitro.create().document();
    document.chain().root().subject(new X500Name("CN=SIMULATED Nitro"));
    Bytes evidence = FakeDeployment.evidence(document, statement);
    EpochEntry epoch = EpochEntry.of(statement, evidence, BOOT);
    Receipt denied = receipt(log, epoch, EPOCH_KEY);
    Receipt declared = new ReceiptEdits(denied).simulated(true);
    refuses(declared, policy, "epoch.evidence: simulated-epoch");
    refuses(denied, policy, "epoch.evidence: simulated-epoch", "simulated: simulated-differs");
    // Pinned, but not as simulated.
    refuses(
        declared,
        FakeDeployment.policy(document.anchor()).build(),
        "epoch.evidence: simulated-epoch");
    ReceiptPolicy naming =
        FakeDeployment.policy(new TrustAnchor("laptop", document.anchor().sha256(), true)).build();
    accepts(declared, naming);
    refuses(denied, naming, "simulated: simulated-differs");
    ReceiptVerdict verdict =
        FakeDeployment.verifier().explain(declared, naming, Optional.empty(), FakeDeployment.NOW);
    assertThat(verdict.simulated()).isTrue();
    assertThat(verdict.unproven().getFirst()).contains("SIMULATED");
  }

  @Test
  void refusesSimulatedRootsThatDontCallThemselvesSo() throws MalformedLedgerException {
    FakeNitro laptop = FakeNitro.create();
    Receipt receipt =
        new ReceiptEdits(
                receipt(statement ->
                    EpochEntry.of(
                        statement, FakeDeployment.evidence(laptop.document(), statement), BOOT)))
            .simulated(true);
    refuses(receipt, policy, "epoch.evidence: untrusted-root");
    accepts(receipt, FakeDeployment.policy(laptop.simulatedAnchor()).build());
    refuses(
        new ReceiptEdits(receipt).simulated(false),
        FakeDeployment.policy(laptop.simulatedAnchor()).build(),
        "simulated: simulated-differs");
  }

  @Test
  void refusesAReceiptThatCallsAGenuineEnclaveSimulated() throws MalformedLedgerException {
    refuses(
        new ReceiptEdits(receipt(EpochRefusalTest::genuine)).simulated(true),
        policy,
        "simulated: simulated-differs");
  }

  @Test
  void bearsOriginsThatCantNameAKey() throws MalformedLedgerException {
    String origin = "an origin + with spaces";
    FakeLog log = new FakeLog(origin, LOG_KEY);
    EpochStatement statement =
        new EpochStatement(origin, LOG_KEY.publicKey(), EPOCH_KEY.publicKey(), 0, log.root(0));
    EpochEntry epoch = genuine(statement);
    log.begin(epoch);
    String text = log.checkpoint(1).text();
    SignedCheckpoint checkpoint =
        SignedCheckpoint.of(new SignedNote(text, List.of(LOG_KEY.sign("x", text))));
    assertThat(
            Refusals.failures(
                log.receipt(0, checkpoint, epoch),
                anyLog().build(),
                Optional.empty(),
                FakeDeployment.NOW))
        .contains(
            "log.signature: log-signature-missing", "epoch.signature: epoch-signature-missing");
  }
}
