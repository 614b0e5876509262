// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Codes of reasons are an interface: JSON, metrics and vectors contain them. A test that has to be
/// changed along with a code says what that costs others.
class ReasonTest {
  private static Map<Reason, String> codes() {
    Instant now = Instant.ofEpochSecond(1_700_000_000);
    Map<Reason, String> codes = new LinkedHashMap<>();
    codes.put(new Reason.UnsupportedAlgorithm("a"), "unsupported-algorithm");
    codes.put(new Reason.UnexpectedHeader("a"), "unexpected-header");
    codes.put(new Reason.Inconsistent("a"), "inconsistent");
    codes.put(new Reason.UntrustedRoot(Bytes.zeros(32)), "untrusted-root");
    codes.put(new Reason.CertificateMalformed(1, "a"), "certificate-malformed");
    codes.put(new Reason.CertificateUnsuitable(1, "a"), "certificate-unsuitable");
    codes.put(new Reason.NotChained(1, "a"), "not-chained");
    codes.put(new Reason.WrongAuthority(1, true), "wrong-authority");
    codes.put(new Reason.WrongAuthority(4, false), "wrong-authority");
    codes.put(new Reason.PathTooLong(1, 0, 2), "path-too-long");
    codes.put(new Reason.WrongKeyUsage(1, "a"), "wrong-key-usage");
    codes.put(new Reason.ExtensionNotUnderstood(1, "a"), "extension-not-understood");
    codes.put(new Reason.NotYetValid(1, now, now), "not-yet-valid");
    codes.put(new Reason.Expired(1, now, now), "expired");
    codes.put(new Reason.CertificateSignatureInvalid(1), "certificate-signature-invalid");
    codes.put(new Reason.SignatureInvalid("a"), "signature-invalid");
    codes.put(new Reason.Unverifiable("a"), "unverifiable");
    codes.put(
        new Reason.WrongKind(EvidenceKind.NITRO_ENCLAVE, EvidenceKind.NITRO_TPM), "wrong-kind");
    codes.put(new Reason.DebugMode(), "debug-mode");
    codes.put(new Reason.MeasurementNotAccepted(List.of("a")), "measurement-not-accepted");
    codes.put(new Reason.ClaimNotAccepted("role", "a"), "role-not-accepted");
    codes.put(new Reason.BindingDiffers("nonce", "a", "b"), "nonce-differs");
    codes.put(new Reason.ChallengeIncomplete("nonce"), "nonce-not-challenged");
    codes.put(new Reason.TooOld(Duration.ofHours(1), Duration.ofMinutes(1)), "too-old");
    codes.put(new Reason.FromTheFuture(now, now), "from-the-future");
    codes.put(new Reason.EndorsementMissing("a"), "endorsement-missing");
    codes.put(new Reason.EndorsementMalformed("a", "b"), "endorsement-malformed");
    codes.put(new Reason.EndorsementInvalid("a", "b"), "endorsement-invalid");
    codes.put(new Reason.EndorsementOutOfDate("a", now, now, now), "endorsement-out-of-date");
    codes.put(new Reason.EndorsementDiffers("a", "b", "c"), "endorsement-differs");
    codes.put(new Reason.Revoked("a", "b"), "revoked");
    codes.put(new Reason.RevocationUnknown("a"), "revocation-unknown");
    codes.put(new Reason.BelowMinimum("a", 2, 1), "below-minimum");
    codes.put(
        new Reason.StatusNotAccepted(PlatformStatus.OUT_OF_DATE), "platform-status-not-accepted");
    codes.put(new Reason.AdvisoryNotAccepted(List.of("a")), "advisory-not-accepted");
    codes.put(new Reason.NotReplayed("a", "b"), "not-replayed");
    codes.put(new Reason.Denied("a", "b"), "denied");
    codes.put(new Reason.NoTimeStated(), "no-time-stated");
    codes.put(new Reason.NoLevelFits("a", "b"), "no-level-fits");
    return codes;
  }

  @Test
  void codesAreTheKnownOnes() {
    codes().forEach((reason, code) -> assertThat(reason.code()).isEqualTo(code));
  }

  @Test
  void everyReasonIsInTheTable() {
    assertThat(codes().keySet().stream().<Class<?>>map(Reason::getClass).distinct())
        .containsExactlyInAnyOrder(Reason.class.getPermittedSubclasses());
  }

  @Test
  void everyReasonIsDescribed() {
    for (Reason reason : codes().keySet()) {
      assertThat(reason.describe()).as(reason.code()).isNotBlank();
      assertThat(reason.code()).matches("[a-z]+(-[a-z]+)*");
    }
  }

  @Test
  void labelsAreTheKnownOnes() {
    assertThat(Arrays.toString(EvidenceKind.values()))
        .isEqualTo(
            "[nitro-enclave, nitro-tpm, sev-snp, azure-sev-snp, tdx, azure-tdx, sgx, nvidia-gpu,"
                + " nvidia-switch, nvidia-nras, android-key, apple-app-attest, composite]");
    assertThat(Arrays.toString(Check.Stage.values())).isEqualTo("[genuine, platform, policy]");
    assertThat(Arrays.toString(Check.Outcome.values()))
        .isEqualTo("[passed, failed, not-applicable]");
    assertThat(Arrays.toString(PlatformStatus.values()))
        .isEqualTo(
            "[not-reported, up-to-date, sw-hardening-needed, configuration-needed,"
                + " configuration-and-sw-hardening-needed, relaunch-advised,"
                + " relaunch-advised-configuration-needed, out-of-date,"
                + " out-of-date-configuration-needed, revoked, unknown]");
  }
}
