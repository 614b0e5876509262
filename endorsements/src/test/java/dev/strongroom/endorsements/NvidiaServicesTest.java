// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Endorsements of GPUs and switches. Manifests are NVIDIA's; the responder is a real one by Bouncy
/// Castle under a key of this test's, which a verifier would refuse.
class NvidiaServicesTest {

  @ParameterizedTest
  @CsvSource({
    "nvidia/evidence/hopper_evidence.json, /v1/rim/NV_GPU_DRIVER_GH100_590.12",
    "nvidia/reports/hopper-535.86.09.bin, /v1/rim/NV_GPU_VBIOS_1010_0200_882_96005E0001",
    "nvidia/reports/hopper-550.90.07.bin, /v1/rim/NV_GPU_VBIOS_1010_0200_882_96009F0001",
    "nvidia/reports/blackwell-575.32.bin, /v1/rim/NV_GPU_VBIOS_G525_0220_886_970088000F",
    "nvidia/reports/nvswitch-ls10.bin, /v1/rim/NV_SWITCH_BIOS_5612_0002_890_9610550001"
  })
  void namesManifestsByWhatTheReportSays(String evidence, String question) throws Exception {
    try (PlayedService nvidia = new PlayedService()) {
      Fetched _ = Samples.fetcher(nvidia, Optional.empty()).fetch(Samples.file(evidence));
      assertThat(nvidia.asked()).contains(question);
    }
  }

  @Test
  void fetchesManifestAndRevocationOfASwitch() throws Exception {
    String id = "NV_SWITCH_BIOS_5612_0002_890_9610550001";
    Bytes manifest = Samples.file("nvidia/rims/" + id + ".xml");
    try (PlayedService nvidia = new PlayedService()) {
      nvidia.on("/v1/rim/" + id, served(id, manifest));
      responds(nvidia, true, 0);
      Fetched fetched =
          Samples.fetcher(nvidia, Optional.empty())
              .fetch(Samples.file("nvidia/evidence/switch_evidence_ls10.json"));

      assertThat(fetched.problems()).isEmpty();
      assertThat(fetched.endorsements().of(Endorsements.Type.REFERENCE_MANIFEST))
          .containsExactly(manifest);
      // Three of the device's chain and three of the manifest's; both leave out the root.
      assertThat(fetched.endorsements().of(Endorsements.Type.OCSP_RESPONSE)).hasSize(6);
    }
  }

  @Test
  void asksOnceForWhatEightDevicesShare() throws Exception {
    try (PlayedService nvidia = new PlayedService()) {
      responds(nvidia, true, 0);
      Fetched _ =
          Samples.fetcher(nvidia, Optional.empty())
              .fetch(Samples.file("nvidia/ppcie/gpu_evidence.json"));
      assertThat(nvidia.asked().stream().filter(asked -> asked.startsWith("/v1/rim/")))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void refusesAnAnswerToSomebodyElse() throws Exception {
    Bytes evidence = Samples.file("nvidia/evidence/switch_evidence_ls10.json");
    try (PlayedService nvidia = new PlayedService()) {
      responds(nvidia, false, 0);
      assertThat(Samples.fetcher(nvidia, Optional.empty()).fetch(evidence).problems())
          .filteredOn(problem -> problem.url().endsWith("/ocsp"))
          .isNotEmpty()
          .allSatisfy(problem -> assertThat(problem.detail()).contains("without the nonce"));
    }
    try (PlayedService nvidia = new PlayedService()) {
      responds(nvidia, true, 1);
      assertThat(Samples.fetcher(nvidia, Optional.empty()).fetch(evidence).problems())
          .filteredOn(problem -> problem.url().endsWith("/ocsp"))
          .isNotEmpty()
          .allSatisfy(
              problem -> assertThat(problem.detail()).contains("about another certificate"));
    }
  }

  @Test
  void refusesAnotherManifest() throws Exception {
    String id = "NV_SWITCH_BIOS_5612_0002_890_9610550001";
    try (PlayedService nvidia = new PlayedService()) {
      nvidia.on("/v1/rim/" + id, served("NV_SWITCH_BIOS_X", Bytes.utf8("<SoftwareIdentity/>")));
      Fetched fetched =
          Samples.fetcher(nvidia, Optional.empty())
              .fetch(Samples.file("nvidia/reports/nvswitch-ls10.bin"));
      assertThat(fetched.problems())
          .singleElement()
          .extracting(FetchException::problem)
          .isEqualTo(Problem.DIFFERS);
    }
  }

  @Test
  void fetchesTheKeysThatATokenIsSignedWith() throws Exception {
    try (PlayedService nvidia = new PlayedService()) {
      Bytes keys = Bytes.utf8("{\"keys\":[{\"kty\":\"EC\",\"kid\":\"one\"}]}");
      nvidia.on("/jwks.json", keys);
      Fetched fetched =
          Samples.fetcher(nvidia, Optional.empty())
              .fetch(Samples.file("nvidia/tokens/hopper-nras-v3-detached-eat.json"));
      assertThat(fetched.problems()).isEmpty();
      assertThat(fetched.endorsements().of(Endorsements.Type.KEY_SET)).containsExactly(keys);
    }
  }

  private static Bytes served(String id, Bytes manifest) {
    return Bytes.utf8(
        "{\"id\":\""
            + id
            + "\",\"rim\":\""
            + Base64.getEncoder().encodeToString(manifest.toByteArray())
            + "\",\"rim_format\":\"TCG_RIM\"}");
  }

  /// Answers requests as RFC 6960 wants it.
  private static void responds(PlayedService nvidia, boolean nonce, int shift) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(384);
    KeyPair key = generator.generateKeyPair();
    DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
    nvidia.on(
        "/ocsp",
        exchange -> {
          try {
            OCSPReq request = new OCSPReq(exchange.getRequestBody().readAllBytes());
            BasicOCSPRespBuilder builder =
                new BasicOCSPRespBuilder(
                    SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()),
                    digests.get(CertificateID.HASH_SHA1));
            for (Req one : request.getRequestList()) {
              CertificateID id = one.getCertID();
              CertificateID about =
                  shift == 0
                      ? id
                      : CertificateID.deriveCertificateID(
                          id, id.getSerialNumber().add(BigInteger.valueOf(shift)));
              builder.addResponse(
                  about,
                  CertificateStatus.GOOD,
                  Date.from(Samples.NOW),
                  Date.from(Samples.NOW.plusSeconds(86_400)));
            }
            if (nonce) {
              builder.setResponseExtensions(
                  new Extensions(request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)));
            }
            BasicOCSPResp response =
                builder.build(
                    new JcaContentSignerBuilder("SHA384withECDSA").build(key.getPrivate()),
                    null,
                    Date.from(Samples.NOW));
            PlayedService.send(
                exchange, 200, Bytes.copyOf(new OCSPRespBuilder().build(0, response).getEncoded()));
          } catch (org.bouncycastle.cert.ocsp.OCSPException
              | org.bouncycastle.operator.OperatorCreationException e) {
            throw new java.io.IOException(e);
          }
        });
  }
}
