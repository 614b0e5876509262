// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.snp.SnpEvidence;
import dev.strongroom.attestation.tsm.TsmEvidence;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The device's own bytes, read by the verifier and judged by it.
class TsmEvidenceTest {
  private static final Bytes KEY = Bytes.utf8("key");
  private static final Bytes DIGEST = Bytes.fromHex("5a".repeat(64));
  private static final Bytes NONCE = Bytes.utf8("nonce");

  private final Verifier verifier = Verifier.create(SignatureProvider.jdk(), PathCache.none());

  private Verdict judged(SignedGuest guest, Bytes evidence, Challenge challenge) throws Exception {
    return verifier.explain(
        Evidence.parse(evidence),
        guest.endorsements(),
        guest.policy(),
        challenge,
        AppraisalTime.at(SignedGuest.TIME));
  }

  private void accepted(SignedGuest guest, Optional<Bytes> nonce, Challenge challenge)
      throws Exception {
    try (TsmDevice device = guest.device()) {
      Bytes evidence = device.attest(KEY, DIGEST, nonce);
      Verdict verdict = judged(guest, evidence, challenge);
      assertThat(verdict.accepted()).as(String.valueOf(verdict.firstFailure())).isTrue();
      Verdict other =
          judged(guest, evidence, challenge.withUserData(Bytes.fromHex("5b".repeat(64))));
      assertThat(other.accepted()).isFalse();
      assertThat(other.genuine()).isTrue();
    }
  }

  @Test
  void sevGuest() throws Exception {
    SignedGuest guest = SignedGuest.sevSnp();
    try (TsmDevice device = guest.device()) {
      TsmEvidence evidence =
          (TsmEvidence) Evidence.parse(device.attest(KEY, DIGEST, Optional.empty()));
      assertThat(evidence.kind()).isEqualTo(EvidenceKind.SEV_SNP);
      assertThat(evidence.report()).isInstanceOf(SnpEvidence.class);
    }
    // The certificates come out of what the host gave along: nothing else is given.
    assertThat(guest.endorsements().items()).isEmpty();
    accepted(guest, Optional.empty(), Challenge.none().withUserData(DIGEST));
    accepted(guest, Optional.of(NONCE), Challenge.ofNonce(NONCE).withUserData(DIGEST));
  }

  @Test
  void tdxGuest() throws Exception {
    SignedGuest guest = SignedGuest.tdx();
    try (TsmDevice device = guest.device()) {
      TsmEvidence evidence =
          (TsmEvidence) Evidence.parse(device.attest(KEY, DIGEST, Optional.empty()));
      assertThat(evidence.kind()).isEqualTo(EvidenceKind.TDX);
      assertThat(evidence.report()).isInstanceOf(DcapQuote.class);
    }
    accepted(guest, Optional.empty(), Challenge.none().withUserData(DIGEST));
    accepted(guest, Optional.of(NONCE), Challenge.ofNonce(NONCE).withUserData(DIGEST));
  }
}
