// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.upgrade.HandOverEntry;
import dev.strongroom.ledger.upgrade.SuccessorImage;
import dev.strongroom.ledger.upgrade.UpgradeAnnouncement;
import dev.strongroom.ledger.upgrade.UpgradeApproval;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import dev.strongroom.ledger.witness.WitnessQuorum;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Upgrades that a log shows, and what no enclave of ours would have entered.
class UpgradeAuditTest {
  private static final FakeNitro VENDOR = FakeNitro.create();
  private static final Verifier VERIFIER =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8));
  private static final Bytes EVIDENCE = Bytes.fromHex("ee".repeat(32));

  private final SigningKey ann = SigningKey.create();
  @TempDir private Path folder = Path.of("");
  private WrittenLog log;

  UpgradeAuditTest() throws Exception {
    log = WrittenLog.create(VENDOR);
  }

  /// The epoch is leaf 0.
  @BeforeEach
  void begin() throws Exception {
    log.begin();
  }

  private static UpgradeAnnouncement announcement(VerifierKey about, int image) {
    Bytes pcr = Bytes.fromHex(String.format("%02x", image).repeat(48));
    return new UpgradeAnnouncement(
        about,
        Bytes.zeros(32),
        new SuccessorImage(pcr, pcr, pcr, Optional.empty()),
        Duration.ofDays(7),
        "a better one");
  }

  private UpgradeAnnouncement announcement(int image) {
    return announcement(log.key().log(WrittenLog.ORIGIN), image);
  }

  private void says(UpgradeStatement statement, Bytes signed) throws Exception {
    SignedStatement<UpgradeStatement> request =
        new SignedStatement<>(
            statement, List.of(new OperatorSignature("ann", ann.publicKey(), ann.sign(signed))));
    log.add(StatementEntry.of(UpgradeStatement.FORM, request, FakeNitro.TIME).leaf().encoded());
  }

  private void says(UpgradeStatement statement) throws Exception {
    says(statement, statement.signed());
  }

  private void approves(UpgradeAnnouncement announcement, long index) throws Exception {
    approves(announcement, index, FakeNitro.TIME.truncatedTo(ChronoUnit.SECONDS).plusSeconds(60));
  }

  private void approves(UpgradeAnnouncement announcement, long index, Instant until)
      throws Exception {
    says(new UpgradeApproval(announcement.log(), announcement.digest(), index, until));
  }

  private void asks(UpgradeAnnouncement announcement, long announced, long approved)
      throws Exception {
    log.add(
        HandOverEntry.of(announcement.digest(), announced, approved, EVIDENCE, FakeNitro.TIME)
            .leaf()
            .encoded());
  }

  private AuditReport audit() throws Exception {
    log.write(folder);
    return LogAudit.run(
        new LogReader(new FolderLog(folder)),
        new AuditExpectations(
            Optional.empty(),
            List.of(LenientPolicy.of(VENDOR.anchor())),
            WitnessQuorum.none(),
            Optional.empty(),
            WrittenLog.COSIGNED.plusSeconds(60)),
        VERIFIER,
        _ -> {});
  }

  private void finds(AuditCheck check, String place) throws Exception {
    assertThat(audit().findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.check()).isEqualTo(check);
          assertThat(finding.place()).isEqualTo(place);
        });
  }

  @Test
  void showsWhatWasAnnouncedApprovedAndAskedFor() throws Exception {
    UpgradeAnnouncement one = announcement(1);
    says(one);
    log.add(2);
    approves(one, 1);
    asks(one, 1, 4);
    asks(one, 1, 4);
    AuditReport report = audit();
    assertThat(report.findings()).isEmpty();
    assertThat(report.upgrades()).extracting(AuditedUpgrade::index).containsExactly(1L, 4L);
    assertThat(report.upgrades()).extracting(AuditedUpgrade::asked).containsExactly(0L, 2L);
    assertThat(report.upgrades().getFirst().entry().statement()).isEqualTo(one);
  }

  /// A host can keep a signed approval, and show its enclave an older state.
  @Test
  void findsAnApprovalOfSomethingElseThanWhatCameLast() throws Exception {
    UpgradeAnnouncement one = announcement(1);
    says(one);
    says(announcement(2));
    approves(one, 1);
    finds(AuditCheck.UPGRADE, "leaf 3");
  }

  @Test
  void findsAnApprovalThatWasUsedAfterItsEnd() throws Exception {
    UpgradeAnnouncement one = announcement(1);
    says(one);
    approves(one, 1, FakeNitro.TIME.truncatedTo(ChronoUnit.SECONDS).minusSeconds(1));
    finds(AuditCheck.UPGRADE, "leaf 2");
  }

  @Test
  void findsAnApprovalOfNothing() throws Exception {
    approves(announcement(1), 1);
    finds(AuditCheck.UPGRADE, "leaf 1");
  }

  @Test
  void findsAnHeirThatAskedWithoutAnApproval() throws Exception {
    UpgradeAnnouncement one = announcement(1);
    says(one);
    asks(one, 1, 2);
    finds(AuditCheck.UPGRADE, "leaf 2");
  }

  @Test
  void findsWhatIsAboutAnotherLog() throws Exception {
    says(announcement(log.key().log("log.example/other"), 1));
    finds(AuditCheck.UPGRADE, "leaf 1");
  }

  @Test
  void findsWhatIsAboutAnotherKey() throws Exception {
    says(announcement(SigningKey.create().log(WrittenLog.ORIGIN), 1));
    finds(AuditCheck.UPGRADE, "leaf 1");
  }

  @Test
  void findsAWrongSignature() throws Exception {
    says(announcement(1), announcement(2).signed());
    finds(AuditCheck.LEAF, "leaf 1");
  }
}
