// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.nitro.NitroClaims;
import dev.strongroom.attestation.nitro.NitroDocument;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What follows from a list of checks.
class VerdictTest {
  private static final Reason REASON = new Reason.DebugMode();

  private static Check check(Stage stage, Outcome outcome) {
    Reason reason = outcome == Outcome.FAILED ? REASON : null;
    return new Check(stage + "." + outcome, "a document, 1", stage, outcome, "", reason);
  }

  private static Verdict verdict(boolean appraised, Check... checks) {
    return verdict(appraised, List.of(checks));
  }

  private static Verdict verdict(boolean appraised, List<Check> checks) {
    return new Verdict(
        EvidenceKind.NITRO_ENCLAVE,
        Instant.EPOCH,
        checks,
        PlatformStatus.NOT_REPORTED,
        List.of(),
        false,
        appraised);
  }

  private static final Check GENUINE = check(Stage.GENUINE, Outcome.PASSED);
  private static final Check POLICY = check(Stage.POLICY, Outcome.PASSED);

  @Test
  void allThatCountsHasToPass() {
    assertThat(verdict(true, GENUINE, POLICY).accepted()).isTrue();
    assertThat(verdict(true, GENUINE, POLICY).firstFailure()).isEmpty();
    for (Stage stage : Stage.values()) {
      Verdict failed = verdict(true, GENUINE, POLICY, check(stage, Outcome.FAILED));
      assertThat(failed.accepted()).as(stage.toString()).isFalse();
      assertThat(failed.firstFailure()).contains(check(stage, Outcome.FAILED));
      Verdict skipped = verdict(true, GENUINE, POLICY, check(stage, Outcome.NOT_APPLICABLE));
      assertThat(skipped.accepted()).as(stage.toString()).isTrue();
    }
  }

  @Test
  void whatWasNotLookedAtProvesNothing() {
    assertThat(verdict(true).genuine()).isFalse();
    assertThat(verdict(true).accepted()).isFalse();
    assertThat(verdict(true, POLICY).accepted()).isFalse();
    assertThat(verdict(true, GENUINE).accepted()).isFalse();
    assertThat(verdict(true, check(Stage.GENUINE, Outcome.NOT_APPLICABLE), POLICY).accepted())
        .isFalse();
    assertThat(verdict(true, GENUINE, check(Stage.POLICY, Outcome.NOT_APPLICABLE)).accepted())
        .isFalse();
  }

  @Test
  void withoutAPolicyNothingIsAccepted() {
    assertThat(verdict(false, GENUINE, POLICY).genuine()).isTrue();
    assertThat(verdict(false, GENUINE, POLICY).accepted()).isFalse();
  }

  @Test
  void checksAreCopied() {
    List<Check> checks = new ArrayList<>(List.of(GENUINE, POLICY));
    Verdict verdict = verdict(true, checks);
    checks.add(check(Stage.GENUINE, Outcome.FAILED));
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.check("genuine.passed")).contains(GENUINE);
    assertThat(verdict.check("another")).isEmpty();
  }

  @Test
  void claimsAreNotVerifiedByARefusal() throws Exception {
    NitroDocument document = NitroDocument.parse(FakeNitro.create().document().issue());
    NitroClaims claims = new NitroClaims(document, false);
    assertThatIllegalStateException()
        .isThrownBy(() -> new Verified<>(claims, verdict(false, GENUINE, POLICY)));
    assertThatIllegalStateException()
        .isThrownBy(() ->
            new Verified<>(claims, verdict(true, GENUINE, check(Stage.POLICY, Outcome.FAILED))));
  }

  @Test
  void timesAreThoseThatWereAskedFor() {
    Instant stated = Instant.ofEpochSecond(1);
    Instant other = Instant.ofEpochSecond(2);
    assertThat(AppraisalTime.archived().instant(stated)).isEqualTo(stated);
    assertThat(AppraisalTime.at(other).instant(stated)).isEqualTo(other);
    assertThat(AppraisalTime.live(InstantSource.fixed(other)).instant(stated)).isEqualTo(other);
  }

  @Test
  void aRootIsPinnedByASha256() {
    for (int length : new int[] {0, 20, 31, 33, 48}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TrustAnchor("a root", Bytes.zeros(length), false));
    }
  }

  @Test
  void ignoringNeedsAReason() {
    for (String why : List.of("", " ", "\n\t")) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Requirement.Ignore<>(why));
    }
  }
}
