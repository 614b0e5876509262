// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.azure.HclReport;
import dev.strongroom.attestation.azure.RuntimeClaims;
import dev.strongroom.attestation.snp.Relaxation;
import dev.strongroom.attestation.snp.SnpPolicy;
import dev.strongroom.attestation.snp.SnpRequirements;
import dev.strongroom.attestation.snp.SnpRequirementsBuilder;
import dev.strongroom.attestation.tpm.TpmQuote;
import java.time.Instant;

/// Any bytes as evidence of SEV-SNP or of Azure's machines, and as its parts. The seeds are under a
/// test root that nobody pinned, so nothing can become genuine.
class SnpFuzzTest {
  private static final String WHY = "fuzzing";
  private static final Verifier VERIFIER =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4));
  private static final AppraisalTime TIME = AppraisalTime.at(Instant.parse("2026-03-01T00:00:00Z"));
  private static final SnpPolicy ANY = any();

  private static SnpPolicy any() {
    SnpRequirementsBuilder requirements =
        SnpRequirements.builder()
            .ignoreProduct(WHY)
            .ignoreChip(WHY)
            .ignoreProvider(WHY)
            .ignoreMinimumTcb(WHY)
            .ignoreVmpl(WHY)
            .ignoreIdKey(WHY)
            .ignoreMeasurement(WHY)
            .ignoreHostData(WHY);
    for (Relaxation relaxation : Relaxation.values()) {
      requirements.allow(relaxation, WHY);
    }
    return SnpPolicy.builder(requirements.build()).ignoreNonce(WHY).ignoreUserData(WHY).build();
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveAVerdictOrMalformed(byte[] input) {
    try {
      Verdict verdict =
          VERIFIER.explain(Evidence.parse(Bytes.copyOf(input)), ANY, Challenge.none(), TIME);
      assertThat(verdict.genuine()).isFalse();
      assertThat(verdict.accepted()).isFalse();
    } catch (MalformedEvidenceException e) {
      assertThat(e.offset()).isBetween(0, Math.max(input.length, 1));
      assertThat(e.code()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveAQuoteOrMalformed(byte[] input) {
    try {
      TpmQuote quote = TpmQuote.parse(Bytes.copyOf(input));
      assertThat(quote.encoded().length()).isEqualTo(input.length);
      assertThat(quote.selections()).isNotEmpty();
    } catch (MalformedEvidenceException e) {
      assertThat(e.offset()).isBetween(0, input.length);
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveAnHclReportOrMalformed(byte[] input) {
    try {
      HclReport report = HclReport.parse(Bytes.copyOf(input));
      assertThat(report.hardwareReport().length()).isEqualTo(1184);
    } catch (MalformedEvidenceException e) {
      assertThat(e.offset()).isBetween(0, input.length);
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveRuntimeClaimsOrMalformed(byte[] input) {
    try {
      RuntimeClaims claims = RuntimeClaims.parse(Bytes.copyOf(input));
      assertThat(claims.attestationKey().length()).isEqualTo(294);
    } catch (MalformedEvidenceException e) {
      assertThat(e.code()).isEqualTo("azure.runtime");
    }
  }
}
