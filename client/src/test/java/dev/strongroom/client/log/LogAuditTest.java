// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.EpochStatement;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.recovery.LostState;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import dev.strongroom.ledger.witness.WitnessQuorum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each change of a log is found by the check that ought to find it.
class LogAuditTest {
  private static final FakeNitro VENDOR = FakeNitro.create();
  private static final Verifier VERIFIER =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8));
  private static final Instant LATEST = WrittenLog.COSIGNED.plusSeconds(60);

  @TempDir private Path folder = Path.of("");
  private WrittenLog log;

  LogAuditTest() throws Exception {
    log = WrittenLog.create(VENDOR);
  }

  /// Two epochs, whole tiles and narrow ones.
  @BeforeEach
  void grow() throws Exception {
    log.begin();
    log.add(300);
    log.begin();
    log.add(298);
    log.write(folder);
  }

  private AuditExpectations expected(Optional<Checkpoint> before) {
    return new AuditExpectations(
        Optional.empty(),
        List.of(LenientPolicy.of(VENDOR.anchor())),
        WitnessQuorum.of(1, List.of(log.witness().witness("witness.example"))),
        before,
        LATEST);
  }

  private AuditReport audit(AuditExpectations expected) throws Exception {
    return LogAudit.run(new LogReader(new FolderLog(folder)), expected, VERIFIER, _ -> {});
  }

  private AuditReport audit() throws Exception {
    return audit(expected(Optional.empty()));
  }

  private void assertFinds(AuditCheck check, String place) throws Exception {
    assertThat(audit().findings())
        .anySatisfy(finding -> {
          assertThat(finding.check()).isEqualTo(check);
          assertThat(finding.place()).isEqualTo(place);
        });
  }

  private void rewrite() throws Exception {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    }
    log.write(folder);
  }

  private void flip(String path, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(path));
    bytes[at] ^= 1;
    Files.write(folder.resolve(path), bytes);
  }

  @Test
  void acceptsWhatIsAsItShouldBe() throws Exception {
    AuditReport report = audit();
    assertThat(report.findings()).isEmpty();
    assertThat(report.accepted()).isTrue();
    assertThat(report.replayed()).isEqualTo(600);
    assertThat(report.committed()).isEqualTo(598);
    assertThat(report.open()).containsOnly(Map.entry("epoch", 2L));
    assertThat(report.key()).contains(log.key().log(WrittenLog.ORIGIN));
    assertThat(report.epochs()).extracting(AuditedEpoch::index).containsExactly(0L, 301L);
    assertThat(report.epochs()).allMatch(AuditedEpoch::accepted);
    assertThat(report.witnesses().met()).isTrue();
  }

  @Test
  void needsToKnowSomethingOfTheLog() {
    assertThatThrownBy(() ->
            new AuditExpectations(
                Optional.empty(), List.of(), WitnessQuorum.none(), Optional.empty(), LATEST))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyIsEnoughThenEvidenceIsOnlyCompared() throws Exception {
    AuditReport report =
        audit(
            new AuditExpectations(
                Optional.of(log.key().log(WrittenLog.ORIGIN)),
                List.of(),
                WitnessQuorum.none(),
                Optional.empty(),
                LATEST));
    assertThat(report.accepted()).isTrue();
    assertThat(report.epochs()).noneMatch(AuditedEpoch::accepted);
  }

  @Test
  void findsAnotherKey() throws Exception {
    AuditReport report =
        audit(
            new AuditExpectations(
                Optional.of(SigningKey.create().log(WrittenLog.ORIGIN)),
                List.of(),
                WitnessQuorum.none(),
                Optional.empty(),
                LATEST));
    assertThat(report.findings())
        .extracting(AuditFinding::check)
        .contains(AuditCheck.LOG_SIGNATURE, AuditCheck.EPOCH_STATEMENT);
  }

  @Test
  void findsALeafThatIsChanged() throws Exception {
    flip("tile/entries/000", 9000);
    AuditReport report = audit();
    assertThat(report.findings())
        .extracting(AuditFinding::check)
        .contains(AuditCheck.TILES, AuditCheck.ROOT);
  }

  @Test
  void findsAHashThatIsChanged() throws Exception {
    flip("tile/0/001", 5 * 32);
    assertFinds(AuditCheck.TILES, "leaf 261");
    flip("tile/0/001", 5 * 32);
    flip("tile/1/000.p/2", 0);
    assertFinds(AuditCheck.TILES, "tile/1/000.p/2");
  }

  @Test
  void findsGaps() throws Exception {
    Files.delete(folder.resolve("tile/entries/001"));
    assertFinds(AuditCheck.ENTRIES, "tile/entries/001");
    assertThat(audit().replayed()).isEqualTo(600);
    Files.delete(folder.resolve("tile/0/001"));
    assertFinds(AuditCheck.TILES, "tile/0/001");
    assertThat(audit().replayed()).isEqualTo(256);
    assertThat(audit().accepted()).isFalse();
  }

  @Test
  void findsFilesThatAreNone() throws Exception {
    Files.write(folder.resolve("tile/entries/001"), new byte[] {0, 9, 1});
    assertFinds(AuditCheck.ENTRIES, "tile/entries/001");
    Files.write(folder.resolve("tile/0/001"), new byte[33]);
    assertFinds(AuditCheck.TILES, "tile/0/001");
    Files.writeString(folder.resolve("checkpoint"), "none\n");
    assertThatThrownBy(this::audit).isInstanceOf(MalformedLedgerException.class);
  }

  @Test
  void findsALeafOfNoKnownKind() throws Exception {
    log.add(Bytes.utf8("\u0009unknown"));
    log.add(Bytes.utf8("\u0002{\"kind\":\"x\"}"));
    rewrite();
    assertFinds(AuditCheck.LEAF, "leaf 600");
    assertFinds(AuditCheck.LEAF, "leaf 601");
  }

  @Test
  void findsALogThatDoesNotBeginWithAnEpoch() throws Exception {
    log = WrittenLog.create(VENDOR);
    log.add(1);
    log.begin();
    rewrite();
    assertFinds(AuditCheck.EPOCH_FIRST, "leaf 0");
  }

  private static Bytes recovery(String origin) throws Exception {
    RecoveryStatement statement =
        new RecoveryStatement(
            new LostState(
                SigningKey.create().log(origin),
                3,
                Bytes.zeros(32),
                Map.of("witness.example", 5L),
                FakeNitro.TIME),
            "the disk was lost");
    SigningKey operator = SigningKey.create();
    SignedStatement<RecoveryStatement> request =
        new SignedStatement<>(
            statement,
            List.of(
                new OperatorSignature(
                    "ann", operator.publicKey(), operator.sign(statement.signed()))));
    return StatementEntry.of(RecoveryStatement.FORM, request, FakeNitro.TIME).leaf().encoded();
  }

  @Test
  void aLogMayGoOnAfterALossIfItSaysSoFirst() throws Exception {
    log = WrittenLog.create(VENDOR, "log.example/test/recovered/1");
    log.add(recovery("log.example/test"));
    log.begin();
    log.add(3);
    rewrite();
    AuditReport report = audit();
    assertThat(report.findings()).isEmpty();
    assertThat(report.recovered().orElseThrow().statement().reason())
        .isEqualTo("the disk was lost");
    log.add(recovery("log.example/test"));
    rewrite();
    assertFinds(AuditCheck.RECOVERY, "leaf 5");
    log = WrittenLog.create(VENDOR, "log.example/test/recovered/1");
    log.add(recovery("log.example/other"));
    log.add(3);
    rewrite();
    assertFinds(AuditCheck.RECOVERY, "leaf 0");
    assertFinds(AuditCheck.EPOCH_FIRST, "leaf 1");
  }

  @Test
  void aLogMustntGoOnAfterALossWithoutSayingSo() throws Exception {
    log = WrittenLog.create(VENDOR, "log.example/test/recovered/1");
    log.begin();
    log.add(3);
    rewrite();
    assertFinds(AuditCheck.RECOVERY, "leaf 0");
  }

  @Test
  void findsAnEpochThatSaysSomethingElse() throws Exception {
    EpochStatement right = log.statement();
    log.begin(
        new EpochStatement(
            right.origin(), right.logKey(), right.epochKey(), 600, MerkleHash.EMPTY_ROOT));
    rewrite();
    assertFinds(AuditCheck.EPOCH_STATEMENT, "leaf 600");
    right = log.statement();
    log.begin(
        new EpochStatement(
            "other.example",
            right.logKey(),
            right.epochKey(),
            right.index(),
            right.previousRoot()));
    rewrite();
    assertFinds(AuditCheck.EPOCH_STATEMENT, "leaf 601");
    right = log.statement();
    log.begin(
        new EpochStatement(
            right.origin(), right.logKey(), right.epochKey(), 7, right.previousRoot()));
    rewrite();
    assertFinds(AuditCheck.EPOCH_STATEMENT, "leaf 602");
    right = log.statement();
    log.begin(
        new EpochStatement(
            right.origin(),
            Bytes.zeros(32),
            right.epochKey(),
            right.index(),
            right.previousRoot()));
    rewrite();
    assertFinds(AuditCheck.EPOCH_STATEMENT, "leaf 603");
  }

  @Test
  void findsEvidenceThatIsForSomethingElse() throws Exception {
    EpochStatement statement = log.statement();
    EpochStatement other =
        new EpochStatement(
            statement.origin(),
            statement.logKey(),
            SigningKey.create().publicKey(),
            statement.index(),
            statement.previousRoot());
    log.begin(EpochEntry.of(statement, log.evidence(other), FakeNitro.TIME));
    rewrite();
    assertFinds(AuditCheck.EPOCH_BINDING, "leaf 600");
    assertFinds(AuditCheck.EPOCH_EVIDENCE, "leaf 600");
  }

  @Test
  void findsEvidenceThatNoPolicyAccepts() throws Exception {
    FakeNitro stranger = FakeNitro.create();
    AuditReport report =
        audit(
            new AuditExpectations(
                Optional.empty(),
                List.of(LenientPolicy.of(stranger.anchor())),
                WitnessQuorum.none(),
                Optional.empty(),
                LATEST));
    assertThat(report.findings())
        .extracting(AuditFinding::check)
        .contains(AuditCheck.EPOCH_EVIDENCE, AuditCheck.LOG_SIGNATURE);
    assertThat(report.key()).isEmpty();
    AuditReport either =
        audit(
            new AuditExpectations(
                Optional.empty(),
                List.of(LenientPolicy.of(stranger.anchor()), LenientPolicy.of(VENDOR.anchor())),
                WitnessQuorum.none(),
                Optional.empty(),
                LATEST));
    assertThat(either.accepted()).isTrue();
    log.begin(EpochEntry.of(log.statement(), Bytes.utf8("none"), FakeNitro.TIME));
    rewrite();
    assertFinds(AuditCheck.EPOCH_EVIDENCE, "leaf 600");
  }

  @Test
  void findsACheckpointOfAnotherEpochsKey() throws Exception {
    String first = log.checkpoint();
    log.begin();
    log.write(folder);
    String now = log.checkpoint();
    String epoch = line(now, "/epoch/");
    Files.writeString(folder.resolve("checkpoint"), now.replace(epoch, line(first, "/epoch/")));
    assertFinds(AuditCheck.EPOCH_SIGNATURE, "checkpoint");
  }

  private static String line(String note, String part) {
    return note.lines().filter(line -> line.contains(part)).findFirst().orElseThrow();
  }

  @Test
  void findsWitnessesMissing() throws Exception {
    String note = log.checkpoint();
    Files.writeString(
        folder.resolve("checkpoint"), note.replace(line(note, "witness.example") + "\n", ""));
    assertFinds(AuditCheck.WITNESS_QUORUM, "checkpoint");
  }

  @Test
  void findsThatItDoesNotContinueWhatWasThereBefore() throws Exception {
    Checkpoint before = new Checkpoint(WrittenLog.ORIGIN, 600, log.root(), List.of());
    assertThat(audit(expected(Optional.of(before))).accepted()).isTrue();
    log.add(10);
    rewrite();
    assertThat(audit(expected(Optional.of(before))).accepted()).isTrue();
    Checkpoint forked = new Checkpoint(WrittenLog.ORIGIN, 600, Bytes.zeros(32), List.of());
    Checkpoint longer = new Checkpoint(WrittenLog.ORIGIN, 700, Bytes.zeros(32), List.of());
    Checkpoint end = new Checkpoint(WrittenLog.ORIGIN, 610, Bytes.zeros(32), List.of());
    Checkpoint other = new Checkpoint("other.example", 600, before.root(), List.of());
    for (Checkpoint wrong : List.of(forked, longer, end, other)) {
      assertThat(audit(expected(Optional.of(wrong))).findings())
          .extracting(AuditFinding::check)
          .containsExactly(AuditCheck.CONSISTENCY);
    }
  }

  @Test
  void aLogThatIsWrongEverywhereDoesNotFillTheMemory() throws Exception {
    byte[] tile = Files.readAllBytes(folder.resolve("tile/0/000"));
    for (int i = 0; i < tile.length; i++) {
      tile[i] ^= 1;
    }
    Files.write(folder.resolve("tile/0/000"), tile);
    AuditReport report = audit();
    assertThat(report.findings()).hasSize(100);
    assertThat(report.more()).isPositive();
    assertThat(report.accepted()).isFalse();
  }
}
