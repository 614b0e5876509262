// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Endorsements of SEV-SNP guests, as AMD's service would hand them out.
class AmdKeysTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "milan-v2-virtee, Milan, ask_ark_milan",
    "milan-v3-oak, Milan, ask_ark_milan",
    "milan-v3-dstack, Milan, ask_ark_milan",
    "genoa-v5-oak, Genoa, ask_ark_genoa",
    "turin-v5-oak, Turin, ask_ark_turin_vcek"
  })
  void asksForChipAndLevelsOfEachProduct(String name, String product, String chain)
      throws Exception {
    Bytes report = Samples.file("sev-snp/reports/" + name + ".bin");
    Bytes leaf = Samples.file("sev-snp/certs/" + name + ".der");
    try (PlayedService kds = kds(report, product, leaf, chain)) {
      Fetched fetched = Samples.fetcher(kds, Optional.empty()).fetch(report);

      assertThat(fetched.problems()).isEmpty();
      assertThat(fetched.endorsements().of(Endorsements.Type.CERTIFICATE))
          .hasSize(3)
          .startsWith(leaf);
      assertThat(fetched.endorsements().of(Endorsements.Type.REVOCATION_LIST)).hasSize(1);
    }
  }

  @Test
  void refusesAnotherChipsCertificateAndKeepsTheRest() throws Exception {
    Bytes report = Samples.file("sev-snp/reports/turin-v5-oak.bin");
    Bytes other = Samples.file("sev-snp/certs/turin-other-chip.der");
    try (PlayedService kds = kds(report, "Turin", other, "ask_ark_turin_vcek")) {
      Fetched fetched = Samples.fetcher(kds, Optional.empty()).fetch(report);

      assertThat(fetched.problems())
          .singleElement()
          .satisfies(problem -> {
            assertThat(problem.problem()).isEqualTo(Problem.DIFFERS);
            assertThat(problem.url()).contains("/vcek/v1/Turin/");
          });
      assertThat(fetched.endorsements().of(Endorsements.Type.CERTIFICATE))
          .hasSize(2)
          .doesNotContain(other);
    }
  }

  @Test
  void triesGenoaForAnOldReportThatMilanDoesNotKnow() throws Exception {
    Bytes report = Samples.file("sev-snp/reports/milan-v2-virtee.bin");
    try (PlayedService kds = new PlayedService()) {
      Fetched fetched = Samples.fetcher(kds, Optional.empty()).fetch(report);

      assertThat(kds.asked().get(0)).startsWith("/vcek/v1/Milan/");
      assertThat(kds.asked().get(1)).startsWith("/vcek/v1/Genoa/");
      assertThat(fetched.problems())
          .extracting(FetchException::problem)
          .containsOnly(Problem.NOT_FOUND)
          .hasSize(3);
      assertThat(fetched.endorsements().items()).isEmpty();
    }
  }

  @Test
  void fetchesTheCloudsChainAndSaysThatItsLeafIsNotServed() throws Exception {
    Bytes report = Samples.file("sev-snp/reports/milan-v3-vlek-aws.bin");
    try (PlayedService kds = new PlayedService()) {
      kds.on("/vlek/v1/Milan/cert_chain", Samples.file("sev-snp/roots/ask_ark_milan_vlek.pem"));
      kds.on("/vlek/v1/Milan/crl", Samples.file("sev-snp/crl/milan_vcek_crl.pem"));
      Fetched fetched = Samples.fetcher(kds, Optional.empty()).fetch(report);

      assertThat(fetched.problems())
          .extracting(FetchException::problem)
          .containsExactly(Problem.NOT_SERVED);
      assertThat(fetched.endorsements().of(Endorsements.Type.CERTIFICATE)).hasSize(2);
    }
  }

  @Test
  void takesTheLeafThatCameAlong() throws Exception {
    Bytes evidence = Samples.file("sev-snp/azure/azure-vtpm-genoa.json");
    try (PlayedService kds = new PlayedService()) {
      kds.on("/vcek/v1/Genoa/cert_chain", Samples.file("sev-snp/roots/ask_ark_genoa.pem"));
      kds.on("/vcek/v1/Genoa/crl", Samples.file("sev-snp/crl/genoa_vcek_crl.pem"));
      Fetched fetched = Samples.fetcher(kds, Optional.empty()).fetch(evidence);

      assertThat(fetched.problems()).isEmpty();
      assertThat(kds.asked()).containsExactly("/vcek/v1/Genoa/cert_chain", "/vcek/v1/Genoa/crl");
      assertThat(fetched.endorsements().items()).hasSize(4);
      assertThat(fetched.endorsements().items().getFirst().source())
          .isEqualTo("came with the evidence");
    }
  }

  @Test
  void asksNothingTwiceWhileTheCacheHolds() throws Exception {
    Bytes report = Samples.file("sev-snp/reports/genoa-v5-oak.bin");
    Bytes leaf = Samples.file("sev-snp/certs/genoa-v5-oak.der");
    try (PlayedService kds = kds(report, "Genoa", leaf, "ask_ark_genoa")) {
      EndorsementFetcher fetcher = Samples.fetcher(kds, Optional.of(folder));
      Fetched first = fetcher.fetch(report);
      Fetched second = fetcher.fetch(report);

      assertThat(kds.asked()).hasSize(3);
      assertThat(second.endorsements()).isEqualTo(first.endorsements());
    }
  }

  @Test
  void asksAnewForWhatSomebodyChangedInTheCache() throws Exception {
    Bytes report = Samples.file("sev-snp/reports/genoa-v5-oak.bin");
    Bytes leaf = Samples.file("sev-snp/certs/genoa-v5-oak.der");
    try (PlayedService kds = kds(report, "Genoa", leaf, "ask_ark_genoa")) {
      EndorsementFetcher fetcher = Samples.fetcher(kds, Optional.of(folder));
      Fetched first = fetcher.fetch(report);
      try (var contents = Files.list(folder.resolve("content"))) {
        for (Path content : contents.toList()) {
          Files.write(content, Samples.file("sev-snp/certs/turin-other-chip.der").toByteArray());
        }
      }
      Fetched second = fetcher.fetch(report);

      assertThat(kds.asked()).hasSize(6);
      assertThat(second.endorsements()).isEqualTo(first.endorsements());
    }
  }

  private static PlayedService kds(Bytes report, String product, Bytes leaf, String chain) {
    PlayedService kds = new PlayedService();
    kds.on(question(report, product), leaf);
    kds.on("/vcek/v1/" + product + "/cert_chain", Samples.file("sev-snp/roots/" + chain + ".pem"));
    // Turin's list isn't among the samples; which one it is, a verifier judges.
    String list = product.equals("Milan") ? "milan" : "genoa";
    kds.on("/vcek/v1/" + product + "/crl", Samples.file("sev-snp/crl/" + list + "_vcek_crl.pem"));
    return kds;
  }

  /// AMD 57230, 4.1.
  static String question(Bytes report, String product) {
    boolean turin = product.equals("Turin");
    int tcb = 0x180;
    String chip = report.slice(0x1a0, turin ? 0x1a8 : 0x1e0).hex();
    String levels =
        turin
            ? "fmcSPL=%02d&blSPL=%02d&teeSPL=%02d&snpSPL=%02d&ucodeSPL=%02d"
                .formatted(
                    report.at(tcb),
                    report.at(tcb + 1),
                    report.at(tcb + 2),
                    report.at(tcb + 3),
                    report.at(tcb + 7))
            : String.format(
                Locale.ROOT,
                "blSPL=%02d&teeSPL=%02d&snpSPL=%02d&ucodeSPL=%02d",
                report.at(tcb),
                report.at(tcb + 1),
                report.at(tcb + 6),
                report.at(tcb + 7));
    return "/vcek/v1/" + product + "/" + chip + "?" + levels;
  }
}
