// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Endorsements of quotes, as a PCCS would hand them out.
class IntelCollateralTest {
  private static final String SGX = "/sgx/certification/v4/";

  @ParameterizedTest
  @CsvSource({
    "tdx/quotes/v4-gcp-cos113.bin, tdx, 00806f050000, tdx/collateral/tcbinfo-00806f05-2025-06",
    "tdx/quotes/v5-service-td-alibaba.bin, tdx, 90c06f000000, tdx/collateral/tcbinfo-90c06f-2025-06",
    "sgx/quotes/v3-swhardening.bin, sgx, 00606a000000, sgx/collateral/tcbinfo-v3-00606a-2025-08"
  })
  void asksForThePlatformOfTheQuote(String quote, String tee, String fmspc, String levels)
      throws Exception {
    try (PlayedService pccs = pccs(tee, fmspc, levels)) {
      Fetched fetched = Samples.fetcher(pccs, Optional.empty()).fetch(Samples.file(quote));

      assertThat(fetched.problems()).isEmpty();
      Endorsements found = fetched.endorsements();
      assertThat(found.of(Endorsements.Type.TCB_INFO))
          .containsExactly(Samples.file(levels + ".json"));
      assertThat(found.of(Endorsements.Type.QE_IDENTITY)).hasSize(1);
      assertThat(found.of(Endorsements.Type.REVOCATION_LIST)).hasSize(2);
      // Signer of both documents, platform authority, root: each once, though headers repeat them.
      assertThat(found.of(Endorsements.Type.CERTIFICATE)).hasSize(3);
    }
  }

  @Test
  void refusesLevelsOfAnotherPlatform() throws Exception {
    String levels = "tdx/collateral/tcbinfo-90c06f-2025-06";
    try (PlayedService pccs = pccs("tdx", "00806f050000", levels)) {
      Fetched fetched =
          Samples.fetcher(pccs, Optional.empty())
              .fetch(Samples.file("tdx/quotes/v4-gcp-cos113.bin"));

      assertThat(fetched.problems())
          .singleElement()
          .extracting(FetchException::problem)
          .isEqualTo(Problem.DIFFERS);
      assertThat(fetched.endorsements().of(Endorsements.Type.TCB_INFO)).isEmpty();
    }
  }

  @Test
  void refusesLevelsWithoutTheirChain() throws Exception {
    String levels = "tdx/collateral/tcbinfo-00806f05-2025-06";
    try (PlayedService pccs = pccs("tdx", "00806f050000", levels)) {
      pccs.on("/tdx/certification/v4/tcb?fmspc=00806f050000", Samples.file(levels + ".json"));
      Fetched fetched =
          Samples.fetcher(pccs, Optional.empty())
              .fetch(Samples.file("tdx/quotes/v4-gcp-cos113.bin"));

      assertThat(fetched.problems())
          .singleElement()
          .satisfies(problem -> {
            assertThat(problem.problem()).isEqualTo(Problem.MALFORMED);
            assertThat(problem.detail()).contains("TCB-Info-Issuer-Chain");
          });
    }
  }

  @Test
  void asksForThePlatformThatAQuoteOnlyNames() throws Exception {
    try (PlayedService pccs = new PlayedService()) {
      Fetched fetched =
          Samples.fetcher(pccs, Optional.empty())
              .fetch(Samples.file("sgx/quotes/v3-eppid-certtype3.bin"));

      assertThat(pccs.asked())
          .last()
          .asString()
          .matches(
              "/sgx/certification/v4/pckcert\\?encrypted_ppid=[0-9a-f]{768}"
                  + "&cpusvn=[0-9a-f]{32}&pcesvn=[0-9a-f]{4}&pceid=[0-9a-f]{4}");
      assertThat(fetched.problems()).hasSize(3);
    }
  }

  @Test
  void readsTheRootsListAsAPccsWritesIt() throws Exception {
    String levels = "tdx/collateral/tcbinfo-00806f05-2025-06";
    try (PlayedService pccs = pccs("tdx", "00806f050000", levels)) {
      Bytes list = Samples.file("tdx/collateral/rootcrl-2025-03.der");
      pccs.on(SGX + "rootcacrl", Bytes.utf8(list.hex()));
      Fetched fetched =
          Samples.fetcher(pccs, Optional.empty())
              .fetch(Samples.file("tdx/quotes/v4-gcp-cos113.bin"));

      assertThat(fetched.endorsements().of(Endorsements.Type.REVOCATION_LIST)).contains(list);
    }
  }

  private static PlayedService pccs(String tee, String fmspc, String levels) {
    PlayedService pccs = new PlayedService();
    String signers = encoded("tdx/collateral/tcb-signing-chain-2025.pem");
    pccs.on(SGX + "rootcacrl", Samples.file("tdx/collateral/rootcrl-2025-03.der"));
    pccs.on(
        "/" + tee + "/certification/v4/qe/identity",
        Samples.file(
            tee.equals("tdx")
                ? "tdx/collateral/qeidentity-td-2025-06.json"
                : "sgx/collateral/qeidentity-2025-06.json"),
        "SGX-Enclave-Identity-Issuer-Chain",
        signers);
    pccs.on(
        "/" + tee + "/certification/v4/tcb?fmspc=" + fmspc,
        Samples.file(levels + ".json"),
        "TCB-Info-Issuer-Chain",
        signers);
    pccs.on(
        SGX + "pckcrl?ca=platform&encoding=der",
        Samples.file("tdx/collateral/pckcrl-platform-2025-06.der"),
        "SGX-PCK-CRL-Issuer-Chain",
        encoded("tdx/collateral/pck-platform-issuer-chain.pem"));
    return pccs;
  }

  private static String encoded(String file) {
    return URLEncoder.encode(String.valueOf(Samples.file(file).asUtf8()), StandardCharsets.UTF_8)
        .replace("+", "%20");
  }
}
