// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import static dev.strongroom.ledger.fixtures.FakeDeployment.BOOT;
import static dev.strongroom.ledger.fixtures.FakeDeployment.COSIGNED;
import static dev.strongroom.ledger.fixtures.FakeDeployment.ENTERED;
import static dev.strongroom.ledger.fixtures.FakeDeployment.NOW;
import static dev.strongroom.ledger.verification.Refusals.accepts;
import static dev.strongroom.ledger.verification.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import dev.strongroom.ledger.verification.ReceiptPolicy.TimeWindow;
import dev.strongroom.ledger.witness.WitnessKey;
import dev.strongroom.ledger.witness.WitnessQuorum;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who saw the checkpoint, when, and whether that fits.
class WitnessAndTimeTest {
  private static FakeDeployment deployment;
  private static ReceiptPolicy policy;
  private static Receipt receipt;

  @BeforeAll
  static void build() throws MalformedLedgerException {
    deployment = FakeDeployment.create();
    policy = deployment.policy().build();
    receipt = deployment.receipt();
  }

  private static Receipt cosigned(Instant time) throws MalformedLedgerException {
    SignedNote note = receipt.checkpoint().note();
    SignedNote bare = new SignedNote(note.text(), note.signatures().subList(0, 2));
    return new ReceiptEdits(receipt)
        .checkpoint(FakeDeployment.cosigned(SignedCheckpoint.of(bare), time));
  }

  private static Receipt withLines(List<NoteSignature> lines) throws MalformedLedgerException {
    return new ReceiptEdits(receipt)
        .checkpoint(SignedCheckpoint.of(new SignedNote(receipt.checkpoint().note().text(), lines)));
  }

  @Test
  void refusesTooFewWitnesses() throws MalformedLedgerException {
    List<NoteSignature> lines = receipt.checkpoint().note().signatures();
    Receipt one = withLines(lines.subList(0, 3));
    refuses(one, policy, "witness.quorum: witness-missing");
    ReceiptPolicy either = deployment.policy().requireWitnesses(FakeDeployment.quorum(1)).build();
    accepts(one, either);
    LedgerCheck check =
        FakeDeployment.verifier()
            .explain(one, either, Optional.empty(), NOW)
            .check("witness.quorum")
            .orElseThrow();
    assertThat(check.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(check.lines())
        .extracting(LedgerCheck.Line::outcome)
        .containsExactly(Outcome.PASSED, Outcome.FAILED);
  }

  @Test
  void refusesCosignaturesOfAnotherSize() throws MalformedLedgerException {
    // Genuine cosignatures, replayed from the tree that was before.
    String other = deployment.log().checkpoint(deployment.log().size() - 1).text();
    List<NoteSignature> lines =
        new ArrayList<>(receipt.checkpoint().note().signatures().subList(0, 3));
    lines.add(TestKey.of("witness two").cosign("two.example", other, COSIGNED));
    refuses(withLines(lines), policy, "witness.quorum: witness-signature-wrong");
  }

  @Test
  void refusesExpiredWitnessKeys() {
    refuses(
        receipt,
        withValidity(Optional.empty(), Optional.of(COSIGNED)),
        "witness.quorum: witness-key-expired");
    refuses(
        receipt,
        withValidity(Optional.of(COSIGNED.plusSeconds(1)), Optional.empty()),
        "witness.quorum: witness-key-not-yet-valid");
    accepts(receipt, withValidity(Optional.of(COSIGNED), Optional.of(COSIGNED.plusSeconds(1))));
  }

  private static ReceiptPolicy withValidity(Optional<Instant> from, Optional<Instant> until) {
    return deployment
        .policy()
        .requireWitnesses(
            new WitnessQuorum(
                1,
                List.of(
                    new WitnessKey(TestKey.of("witness one").witness("one.example"), from, until))))
        .build();
  }

  @Test
  void refusesEvidenceLaterThanItsCosignatures() throws MalformedLedgerException {
    refuses(
        cosigned(BOOT.minus(Duration.ofMinutes(6))),
        policy,
        "time.order: evidence-after-witnesses");
    accepts(cosigned(BOOT.plus(Duration.ofMinutes(6))), policy);
    refuses(
        cosigned(BOOT.plus(Duration.ofMinutes(2))), policy, "time.order: entry-after-witnesses");
  }

  @Test
  void refusesEntriesOlderThanTheEvidenceOfTheirEpoch() throws MalformedLedgerException {
    FakeDeployment other = deployment.copy();
    Map<String, Object> members = new HashMap<>(FakeDeployment.members());
    members.put("time", BOOT.minus(Duration.ofMinutes(6)).toString());
    refuses(other.receipt(other.enter(members)), policy, "time.order: entry-before-evidence");
    members.put("time", BOOT.minus(Duration.ofMinutes(4)).toString());
    accepts(other.receipt(other.enter(members)), policy);
  }

  @Test
  void refusesWhatIsYetToCome() {
    refuses(
        receipt,
        policy,
        Optional.empty(),
        ENTERED.minus(Duration.ofHours(1)),
        "witness.quorum: witness-time-in-future",
        "time.order: entry-in-future");
    ReceiptPolicy unwitnessed = deployment.policy().ignoreWitnesses("a test").build();
    refuses(
        receipt,
        unwitnessed,
        Optional.empty(),
        ENTERED.minus(Duration.ofMinutes(6)),
        "time.order: entry-in-future");
    assertThat(
            Refusals.failures(
                receipt, unwitnessed, Optional.empty(), ENTERED.minus(Duration.ofMinutes(5))))
        .isEmpty();
  }

  @Test
  void asksForBoundsInTime() {
    Instant known = COSIGNED.plusSeconds(2);
    accepts(receipt, within(Optional.of(BOOT), Optional.of(known)));
    refuses(
        receipt,
        within(Optional.of(BOOT.plusMillis(1)), Optional.empty()),
        "time.not-before: too-early");
    refuses(
        receipt,
        within(Optional.empty(), Optional.of(known.minusMillis(1))),
        "time.not-after: too-late");
    ReceiptPolicy unwitnessed =
        deployment
            .policy()
            .ignoreWitnesses("a test")
            .requireTime(new TimeWindow(Optional.empty(), Optional.of(known)))
            .build();
    refuses(receipt, unwitnessed, "time.not-after: time-bound-missing");
    ReceiptPolicy unattested =
        deployment
            .policy()
            .ignoreEnclave("a test")
            .requireTime(new TimeWindow(Optional.of(BOOT), Optional.empty()))
            .build();
    refuses(receipt, unattested, "time.not-before: time-bound-missing");
  }

  private static ReceiptPolicy within(Optional<Instant> after, Optional<Instant> before) {
    return deployment.policy().requireTime(new TimeWindow(after, before)).build();
  }
}
