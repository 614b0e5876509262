// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static dev.strongroom.ledger.fixtures.FakeDeployment.BOOT;
import static dev.strongroom.ledger.fixtures.FakeDeployment.EPOCH_KEY;
import static dev.strongroom.ledger.fixtures.FakeDeployment.LOG_KEY;
import static dev.strongroom.ledger.fixtures.FakeDeployment.ORIGIN;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.EpochStatement;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.FakeLog;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;

/// Receipts whose evidence, keys and trees are genuine each for itself and don't belong together,
/// and some that do.
final class OddEpochs {
  private static final TestKey OTHER = TestKey.of("another");

  private final FakeNitro nitro;
  private final List<Case> cases = new ArrayList<>();

  private OddEpochs(FakeNitro nitro) {
    this.nitro = nitro;
  }

  /// One receipt, told to be of a simulated enclave.
  record Case(String name, Receipt receipt) {}

  private interface EpochMaker {
    EpochEntry make(EpochStatement statement) throws MalformedLedgerException;
  }

  /// @param nitro who makes their evidence
  static List<Case> all(FakeNitro nitro) throws MalformedLedgerException {
    OddEpochs odd = new OddEpochs(nitro);
    odd.statements();
    odd.evidence();
    odd.logs();
    odd.everyPlace();
    return List.copyOf(odd.cases);
  }

  private void add(String name, Receipt receipt) {
    cases.add(new Case(name, new ReceiptEdits(receipt).simulated(true)));
  }

  private void add(String name, EpochMaker maker) throws MalformedLedgerException {
    FakeLog log = new FakeLog(ORIGIN, LOG_KEY);
    log.fill(77);
    add(name, receipt(log, maker.make(log.statement(EPOCH_KEY)), EPOCH_KEY));
  }

  private EpochEntry genuine(EpochStatement statement) throws MalformedLedgerException {
    return EpochEntry.of(statement, FakeDeployment.evidence(nitro.document(), statement), BOOT);
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

  private static EpochStatement with(EpochStatement one, Bytes logKey, Bytes previousRoot) {
    return new EpochStatement(one.origin(), logKey, one.epochKey(), one.index(), previousRoot);
  }

  private void statements() throws MalformedLedgerException {
    add("what belongs together", this::genuine);
    add(
        "another log key",
        statement -> genuine(with(statement, OTHER.publicKey(), statement.previousRoot())));
    add(
        "another history",
        statement -> genuine(with(statement, statement.logKey(), OTHER.secret())));
    add(
        "evidence of another statement",
        statement ->
            EpochEntry.of(
                statement,
                FakeDeployment.evidence(
                    nitro.document(), with(statement, OTHER.publicKey(), statement.previousRoot())),
                BOOT));
    add(
        "evidence of the key alone",
        statement -> {
          FakeDocument document = nitro.document();
          document.content().bytes("public_key", statement.epochKey());
          return EpochEntry.of(statement, document.issue(), BOOT);
        });
    add(
        "evidence of the statement alone",
        statement -> {
          FakeDocument document = nitro.document();
          document.content().bytes("user_data", statement.binding());
          return EpochEntry.of(statement, document.issue(), BOOT);
        });
  }

  private void evidence() throws MalformedLedgerException {
    add("no evidence", statement -> EpochEntry.of(statement, Bytes.utf8("evidence"), BOOT));
    add(
        "forged evidence",
        statement -> {
          byte[] forged = FakeDeployment.evidence(nitro.document(), statement).toByteArray();
          forged[forged.length - 1] ^= 1;
          return EpochEntry.of(statement, Bytes.copyOf(forged), BOOT);
        });
    add(
        "evidence of another root",
        statement ->
            EpochEntry.of(
                statement,
                FakeDeployment.evidence(FakeNitro.create().document(), statement),
                BOOT));
    add(
        "evidence that calls itself simulated",
        statement -> {
          FakeDocument document = FakeNitro.create().document();
          document.chain().root().subject(new X500Name("CN=SIMULATED Nitro"));
          return EpochEntry.of(statement, FakeDeployment.evidence(document, statement), BOOT);
        });
    add(
        "evidence in debug mode",
        statement -> {
          FakeDocument document = nitro.document();
          for (int index = 0; index < 3; index++) {
            document.content().pcr(index, Bytes.zeros(48));
          }
          return EpochEntry.of(statement, FakeDeployment.evidence(document, statement), BOOT);
        });
  }

  private void logs() throws MalformedLedgerException {
    FakeLog thief = new FakeLog(ORIGIN, OTHER);
    thief.fill(77);
    EpochStatement own = thief.statement(OTHER);
    EpochStatement victims =
        new EpochStatement(
            ORIGIN, LOG_KEY.publicKey(), EPOCH_KEY.publicKey(), 77, own.previousRoot());
    add(
        "glued evidence",
        receipt(
            thief,
            EpochEntry.of(own, FakeDeployment.evidence(nitro.document(), victims), BOOT),
            OTHER));
    FakeLog log = new FakeLog(ORIGIN, LOG_KEY);
    log.fill(77);
    add(
        "another log's epoch",
        receipt(
            log,
            genuine(
                new EpochStatement(
                    "other.example/log",
                    LOG_KEY.publicKey(),
                    EPOCH_KEY.publicKey(),
                    77,
                    log.root(77))),
            EPOCH_KEY));
    FakeLog older = new FakeLog(ORIGIN, LOG_KEY);
    older.begin(genuine(older.statement(OTHER)));
    long early = older.add(Entry.of(FakeDeployment.members()), FakeDeployment.SALT);
    EpochEntry later = genuine(older.statement(EPOCH_KEY));
    older.begin(later);
    older.fill(3);
    add(
        "an earlier epoch's entry",
        older.receipt(early, checkpoint(older, later, EPOCH_KEY), later));
    strangeOrigin();
  }

  private void strangeOrigin() throws MalformedLedgerException {
    String origin = "an origin + with spaces";
    FakeLog log = new FakeLog(origin, LOG_KEY);
    EpochEntry epoch =
        genuine(
            new EpochStatement(origin, LOG_KEY.publicKey(), EPOCH_KEY.publicKey(), 0, log.root(0)));
    log.begin(epoch);
    String text = log.checkpoint(1).text();
    add(
        "an origin that can't name a key",
        log.receipt(
            0, SignedCheckpoint.of(new SignedNote(text, List.of(LOG_KEY.sign("x", text)))), epoch));
  }

  private void everyPlace() throws MalformedLedgerException {
    for (int before = 0; before < 34; before += 1 + before / 8) {
      FakeLog log = new FakeLog(ORIGIN, LOG_KEY);
      log.fill(before);
      EpochEntry epoch = genuine(log.statement(EPOCH_KEY));
      log.begin(epoch);
      log.fill(before % 9);
      add("epoch at " + before, log.receipt(before, checkpoint(log, epoch, EPOCH_KEY), epoch));
    }
  }
}
