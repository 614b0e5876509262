// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.evidence;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.composite.CompositeBinding;
import dev.strongroom.attestation.composite.CompositePolicy;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.DcapVectors;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.fixtures.NvidiaVectors;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.attestation.fixtures.SnpVectors;
import dev.strongroom.attestation.nvidia.NvidiaPolicies;
import dev.strongroom.attestation.nvidia.NvidiaPolicyBuilder;
import dev.strongroom.attestation.nvidia.SimulatedGpu;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Genuine evidence from beside the repository, each with a policy that accepts it; but for the
/// composite, of which there is none.
final class Samples {
  private static final int REPORT_DATA = 520;

  private Samples() {}

  /// Whether all that is needed is there.
  static boolean present() {
    return SnpVectors.find().isPresent()
        && DcapVectors.find("tdx").isPresent()
        && DcapVectors.find("sgx").isPresent()
        && NvidiaVectors.find().isPresent();
  }

  static Sample load(SampleKind kind) {
    return switch (kind) {
      case SNP -> snp("milan-v3-oak", "crl/milan_vcek_crl.pem");
      case AZURE_SNP -> snp("azure-vtpm-genoa", "crl/genoa_vcek_crl.pem");
      case TDX_V4 -> dcap("tdx", "v4-uptodate-phala.bin@phala-tdx", EvidenceKind.TDX);
      case TDX_V5 -> dcap("tdx", "v5-uptodate.bin@phala-outdated", EvidenceKind.TDX);
      case SGX_V3 -> dcap("sgx", "v3-confswhardening-phala.bin@phala-sgx", EvidenceKind.SGX);
      case NVIDIA_GPU -> nvidia("hopper-535.86.09", EvidenceKind.NVIDIA_GPU);
      case NVIDIA_SWITCH -> nvidia("nvswitch-ls10", EvidenceKind.NVIDIA_SWITCH);
      case NVIDIA_SET -> set();
      case COMPOSITE -> composite();
    };
  }

  private static Sample snp(String name, String list) {
    SnpVectors vectors = SnpVectors.find().orElseThrow();
    SnpVectors.Case given = vectors.named(name);
    AppraisalPolicy policy =
        given.file().startsWith("azure/")
            ? SnpPolicies.azure(SnpPolicies.lenient(), SnpPolicies.machine())
            : SnpPolicies.of(SnpPolicies.lenient());
    return new Sample(
        given.evidence(),
        given.endorsements().with(vectors.endorsements(list)),
        policy,
        Challenge.none(),
        AppraisalTime.at(given.at()));
  }

  private static Sample dcap(String folder, String name, EvidenceKind kind) {
    DcapVectors.Case given = DcapVectors.find(folder).orElseThrow().named(name);
    return new Sample(
        given.evidence(),
        given.endorsements(),
        DcapPolicies.of(kind, given.anchor(), DcapPolicies.lenientTerms().build()),
        Challenge.none(),
        AppraisalTime.at(given.at()));
  }

  private static Map<?, ?> nvidia(NvidiaVectors vectors, String id) {
    return vectors.cases().stream()
        .filter(one -> NvidiaVectors.text(one, "id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Sample nvidia(String id, EvidenceKind kind) {
    NvidiaVectors vectors = NvidiaVectors.find().orElseThrow();
    Map<?, ?> given = nvidia(vectors, id);
    return nvidia(
        vectors.bytes(NvidiaVectors.text(given, "evidence")),
        vectors.endorsements(given),
        NvidiaPolicies.lenient(kind).requireVbiosManifest().requireNonce(),
        given);
  }

  private static Sample set() {
    NvidiaVectors vectors = NvidiaVectors.find().orElseThrow();
    Map<?, ?> given = nvidia(vectors, "ppcie-4switch");
    String gpus = vectors.bytes(NvidiaVectors.text(given, "pair")).asUtf8();
    String switches = vectors.bytes(NvidiaVectors.text(given, "evidence")).asUtf8();
    return nvidia(
        Bytes.utf8("{\"version\":1,\"gpus\":" + gpus + ",\"switches\":" + switches + "}"),
        Endorsements.NONE,
        NvidiaPolicies.lenient(EvidenceKind.NVIDIA_GPU).requireCount(8, 4).requireNonce(),
        given);
  }

  private static Sample nvidia(
      Bytes encoded, Endorsements endorsements, NvidiaPolicyBuilder policy, Map<?, ?> given) {
    return new Sample(
        encoded,
        endorsements,
        policy.build(),
        Challenge.ofNonce(Bytes.fromHex(NvidiaVectors.text(given, "nonce"))),
        AppraisalTime.at(Instant.parse(NvidiaVectors.text(given, "at"))));
  }

  private static Sample composite() {
    Bytes nonce = Bytes.utf8("a nonce of ours, thirty-two long");
    Bytes key = Bytes.utf8("a key that the machine vouches for");
    SimulatedGpu gpu = SimulatedGpu.answering(CompositeBinding.deviceNonce(nonce, key));
    FakeIntel machine = FakeIntel.domain();
    machine.body(
        REPORT_DATA, CompositeBinding.reportData(nonce, key, List.of(gpu.evidence())).hex());
    CompositePolicy policy =
        new CompositePolicy(
            DcapPolicies.tdx(machine.anchor())
                .platform(DcapPolicies.lenientTerms().build())
                .build(),
            Map.of(
                EvidenceKind.NVIDIA_GPU,
                NvidiaPolicies.lenient(EvidenceKind.NVIDIA_GPU).anchor(gpu.anchor()).build()),
            new Require<>(true),
            new Require<>(true));
    return new Sample(
        Bytes.utf8(
            "{\"kind\":\"composite\",\"version\":1,\"nonce\":\"%s\",\"publicKey\":\"%s\",\"cpu\":\"%s\",\"devices\":[\"%s\"]}"
                .formatted(
                    base64(nonce), base64(key), base64(machine.quote()), base64(gpu.evidence()))),
        machine.endorsements(),
        policy,
        Challenge.ofNonce(nonce).withPublicKey(key),
        AppraisalTime.at(FakeIntel.AT));
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(Objects.requireNonNull(bytes).toByteArray());
  }
}
