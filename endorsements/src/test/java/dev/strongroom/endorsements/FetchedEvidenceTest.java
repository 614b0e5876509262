// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.snp.Product;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What was fetched suffices to verify, and no less does.
class FetchedEvidenceTest {
  @Test
  void verifiesAReportWithWhatWasFetchedForIt() throws Exception {
    Bytes report = Samples.file("sev-snp/reports/milan-v3-oak.bin");
    try (PlayedService kds = new PlayedService()) {
      kds.on(AmdKeysTest.question(report, "Milan"), Samples.file("sev-snp/certs/milan-v3-oak.der"));
      kds.on("/vcek/v1/Milan/cert_chain", Samples.file("sev-snp/roots/ask_ark_milan.pem"));
      kds.on("/vcek/v1/Milan/crl", Samples.file("sev-snp/crl/milan_vcek_crl.pem"));
      Fetched fetched = Samples.fetcher(kds, Optional.empty()).fetch(report);
      Verdict verdict =
          Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4))
              .inspect(
                  Evidence.parse(report),
                  fetched.endorsements(),
                  List.of(Product.MILAN.anchor()),
                  AppraisalTime.at(Instant.parse("2025-09-01T00:00:00Z")));
      assertThat(verdict.genuine()).isTrue();
    }
  }
}
