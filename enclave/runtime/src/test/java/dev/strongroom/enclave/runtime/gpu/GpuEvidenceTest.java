// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.composite.CompositeBinding;
import dev.strongroom.attestation.composite.CompositeEvidence;
import dev.strongroom.attestation.composite.CompositePolicy;
import dev.strongroom.attestation.fixtures.NvidiaVectors;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.nvidia.NvidiaDevice;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import dev.strongroom.attestation.nvidia.NvidiaPolicyBuilder;
import dev.strongroom.attestation.tsm.TsmEvidence;
import dev.strongroom.channel.ExchangeResponse;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.tsm.SignedGuest;
import dev.strongroom.enclave.runtime.tsm.TsmDevice;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the product makes of GPUs' answers, judged by the verifier: genuine reports that a
/// SIMULATED library serves, and reports of a SIMULATED GPU bound to a machine.
class GpuEvidenceTest {
  private static final String WHY = "not what this test is about";
  private static final Bytes NONCE = Bytes.utf8("the relying party's own nonce...");
  private static final Bytes KEY = Bytes.utf8("the key that the machine vouches for");

  private final Verifier verifier = Verifier.create(SignatureProvider.jdk(), PathCache.none());

  @TempDir private Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init")
  GpuEvidenceTest() {}

  private static NvidiaVectors vectors() {
    return NvidiaVectors.find()
        .orElseGet(() -> {
          Vectors.orAbort();
          throw new AssertionError("no samples of NVIDIA's");
        });
  }

  private static NvidiaPolicyBuilder lenient() {
    return NvidiaPolicy.forGpus()
        .ignoreDriverVersions(WHY)
        .ignoreDriverManifest(WHY)
        .ignoreModes(WHY)
        .ignoreWholeGpu(WHY)
        .ignoreCount(WHY)
        .ignoreArchitectures(WHY)
        .ignoreVbiosVersions(WHY)
        .ignoreVbiosManifest(WHY)
        .ignoreDevices(WHY)
        .allowUnknownRevocation(WHY)
        .requireNonce();
  }

  /// What came of each check that isn't about what stands beside the report.
  private static SortedMap<String, Check.Outcome> outcomes(Verdict verdict) {
    SortedMap<String, Check.Outcome> outcomes = new TreeMap<>();
    for (Check check : verdict.checks()) {
      if (!check.name().endsWith(".statement")) {
        outcomes.put(check.name(), check.outcome());
      }
    }
    return outcomes;
  }

  /// A genuine report through the library is judged as the file is.
  @ParameterizedTest
  @CsvSource({
    "hopper-550.90.07, 9, 550.90.07, true",
    "hopper-535.86.09, 9, 535.86.09, true",
    "blackwell-575.32, 10, 575.32, true",
    "hopper-560.00-bad-signature, 9, 560.00, false"
  })
  void asTheVectorIs(String id, int architecture, String version, boolean genuine)
      throws Exception {
    NvidiaVectors vectors = vectors();
    Map<?, ?> entry =
        vectors.cases().stream()
            .filter(one -> NvidiaVectors.text(one, "id").equals(id))
            .findFirst()
            .orElseThrow();
    Bytes report = vectors.bytes(NvidiaVectors.text(entry, "evidence"));
    Bytes chain = vectors.bytes(NvidiaVectors.text(entry, "chain"));
    Bytes nonce = Bytes.fromHex(NvidiaVectors.text(entry, "nonce"));
    AppraisalTime at = AppraisalTime.at(Instant.parse(NvidiaVectors.text(entry, "at")));
    NvidiaEvidence file = NvidiaEvidence.parse(report);
    String vbios = file.devices().getFirst().report().opaque().vbiosVersion().orElseThrow();
    String driver = file.devices().getFirst().report().opaque().driverVersion().orElseThrow();
    assertThat(driver).startsWith(version);

    SimulatedDriver library =
        SimulatedDriver.orAbort(folder).version(driver).gpu(architecture, vbios, report, chain);
    Bytes made;
    try (NvidiaGpus gpus = library.open()) {
      made = gpus.evidence(nonce);
    }
    NvidiaEvidence evidence = (NvidiaEvidence) Evidence.parse(made);
    assertThat(evidence.devices().getFirst().report().encoded()).isEqualTo(report);

    Verdict expected =
        verifier.explain(
            file, vectors.endorsements(entry), lenient().build(), Challenge.ofNonce(nonce), at);
    Verdict found = verifier.explain(evidence, lenient().build(), Challenge.ofNonce(nonce), at);
    assertThat(outcomes(found)).isEqualTo(outcomes(expected));
    assertThat(found.check("gpu-0.report.statement").orElseThrow().outcome())
        .as(String.valueOf(found.check("gpu-0.report.statement")))
        .isEqualTo(Check.Outcome.PASSED);
    assertThat(found.genuine()).isEqualTo(genuine);
    assertThat(found.accepted()).isEqualTo(genuine);

    // The stand-in can't sign: asked with another nonce it answers with that of the file, and the
    // verifier finds out.
    Bytes other = Bytes.fromHex("c3".repeat(32));
    try (NvidiaGpus gpus = library.open()) {
      made = gpus.evidence(other);
    }
    Verdict refused =
        verifier.explain(Evidence.parse(made), lenient().build(), Challenge.ofNonce(other), at);
    assertThat(refused.accepted()).isFalse();
    assertThat(refused.check("policy.nonce").orElseThrow().outcome())
        .isEqualTo(Check.Outcome.FAILED);
    assertThat(refused.check("gpu-0.report.statement").orElseThrow().outcome())
        .isEqualTo(Check.Outcome.FAILED);
  }

  @Test
  void eightGpus() throws Exception {
    NvidiaVectors vectors = vectors();
    NvidiaEvidence recorded = NvidiaEvidence.parse(vectors.bytes("ppcie/gpu_evidence.json"));
    SimulatedDriver library =
        SimulatedDriver.orAbort(folder).version("590.12").settings(2, 0, 0, 1);
    for (NvidiaDevice device : recorded.devices()) {
      library.gpu(
          9,
          device.report().opaque().vbiosVersion().orElseThrow(),
          device.report().encoded(),
          pem(device.chain()));
    }
    Bytes nonce = recorded.devices().getFirst().report().nonce();
    Bytes made;
    try (NvidiaGpus gpus = library.open()) {
      made = gpus.evidence(nonce);
    }
    NvidiaEvidence evidence = (NvidiaEvidence) Evidence.parse(made);
    assertThat(evidence.gpus()).hasSize(8);
    Bytes switches = vectors.bytes("ppcie/switch_evidence.json");
    assertThat(composite(made, switches).length() - base64(TsmEvidence.MAX_LENGTH))
        .as("what genuine devices take")
        .isLessThan(ExchangeResponse.MAX_EVIDENCE / 2);
    assertThat(longest(evidence).length())
        .as("what docs/attested-channel.md says")
        .isEqualTo(377_210)
        .isLessThanOrEqualTo(ExchangeResponse.MAX_EVIDENCE);
    AppraisalTime at = AppraisalTime.at(Instant.parse("2026-01-01T00:00:00Z"));
    Challenge challenge = Challenge.ofNonce(nonce);
    Verdict expected = verifier.explain(recorded, lenient().build(), challenge, at);
    Verdict found = verifier.explain(evidence, lenient().build(), challenge, at);
    assertThat(outcomes(found)).isEqualTo(outcomes(expected));
    assertThat(found.genuine()).isTrue();
    // GPUs of a set, without their switches: no NVML function gives evidence of those.
    assertThat(found.accepted()).isFalse();
  }

  /// What the channel has to have room for: 12 devices with as much as NVML may say of each, and
  /// the longest envelope of a machine.
  private static Bytes longest(NvidiaEvidence eight) {
    int described = eight.encoded().length();
    for (NvidiaDevice device : eight.devices()) {
      described -=
          base64(device.report().encoded().length()) + base64(pem(device.chain()).length());
    }
    int each = Math.ceilDiv(described, 8) + base64(Nvml.MAX_REPORT) + base64(Nvml.MAX_CHAIN);
    return composite(Bytes.zeros(12 * each));
  }

  private static int base64(int length) {
    return Math.ceilDiv(length, 3) * 4;
  }

  private static Bytes composite(Bytes... devices) {
    return GpuEvidence.composite(
        Bytes.zeros(1024),
        Bytes.zeros(1024),
        Bytes.zeros(TsmEvidence.MAX_LENGTH),
        List.of(devices));
  }

  private static Bytes pem(List<Bytes> chain) {
    StringBuilder pem = new StringBuilder();
    for (Bytes certificate : chain) {
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(
              Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(certificate.toByteArray()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return Bytes.utf8(pem.toString());
  }

  private static SignedGuest guest(String kind) {
    return kind.equals("tdx") ? SignedGuest.tdx() : SignedGuest.sevSnp();
  }

  private static CompositePolicy policy(SignedGuest guest, TrustAnchor gpus) {
    AppraisalPolicy machine = guest.policy();
    return new CompositePolicy(
        machine,
        Map.of(EvidenceKind.NVIDIA_GPU, lenient().anchor(gpus).build()),
        new Require<>(true),
        new Require<>(true));
  }

  private Verdict judged(
      SignedGuest guest, Bytes evidence, TrustAnchor gpus, Bytes nonce, Bytes key)
      throws Exception {
    return verifier.explain(
        Evidence.parse(evidence),
        guest.endorsements(),
        policy(guest, gpus),
        Challenge.ofNonce(nonce).withPublicKey(key),
        AppraisalTime.at(SignedGuest.TIME));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sev-snp", "tdx"})
  void aMachineAndItsGpus(String kind) throws Exception {
    SignedGuest guest = guest(kind);
    TestGpu first = new TestGpu(0);
    TestGpu second = new TestGpu(1);
    Bytes asked = CompositeBinding.deviceNonce(NONCE, KEY);
    SimulatedDriver library =
        SimulatedDriver.orAbort(folder)
            .gpu(9, TestGpu.VBIOS, first.report(asked), first.certificates())
            .gpu(9, TestGpu.VBIOS, second.report(asked), second.certificates());
    Bytes evidence;
    try (NvidiaGpus gpus = library.open();
        TsmDevice device = guest.device()) {
      evidence = new MachineWithGpus(device, gpus, new SecureRandom()).evidence(NONCE, KEY);
      assertThat(library.asked(1)).isEqualTo(asked);
    }
    Verdict verdict = judged(guest, evidence, first.anchor(), NONCE, KEY);
    assertThat(verdict.accepted()).as(String.valueOf(verdict.firstFailure())).isTrue();
    assertThat(verdict.check("composite.transcript")).isPresent();
    assertThat(verdict.check("device1.gpu-1.report.signature").orElseThrow().outcome())
        .isEqualTo(Check.Outcome.PASSED);

    Bytes other = Bytes.utf8("other");
    assertThat(judged(guest, evidence, first.anchor(), other, KEY).accepted()).isFalse();
    assertThat(judged(guest, evidence, first.anchor(), NONCE, other).accepted()).isFalse();
  }

  /// As a channel asks: the user data are a digest over the keys.
  @ParameterizedTest
  @ValueSource(strings = {"sev-snp", "tdx"})
  void aDeviceLikeOthers(String kind) throws Exception {
    SignedGuest guest = guest(kind);
    TestGpu gpu = new TestGpu(0);
    Bytes binding = Bytes.fromHex("5a".repeat(64));
    SimulatedDriver library =
        SimulatedDriver.orAbort(folder)
            .gpu(
                9,
                TestGpu.VBIOS,
                gpu.report(CompositeBinding.deviceNonce(NONCE, binding)),
                gpu.certificates());
    try (NvidiaGpus gpus = library.open();
        TsmDevice machine = guest.device()) {
      Device device = new MachineWithGpus(machine, gpus, new SecureRandom());
      assertThat(device.name()).isEqualTo(machine.name() + " with NVIDIA GPUs");
      Bytes evidence = device.attest(KEY, binding, Optional.of(NONCE));
      Verdict verdict = judged(guest, evidence, gpu.anchor(), NONCE, binding);
      assertThat(verdict.accepted()).as(String.valueOf(verdict.firstFailure())).isTrue();

      CompositeEvidence unasked =
          (CompositeEvidence) Evidence.parse(device.attest(KEY, binding, Optional.empty()));
      assertThat(library.asked(0))
          .isEqualTo(CompositeBinding.deviceNonce(unasked.nonce(), binding));
      assertThat(unasked.nonce().length()).isEqualTo(32);
      assertThatExceptionOfType(DeviceException.class)
          .isThrownBy(() -> device.attest(KEY, KEY, Optional.of(NONCE)))
          .withMessageContaining("instead of 64");
      library.settings(2, 0, 0, 0);
      assertThatExceptionOfType(DeviceException.class)
          .isThrownBy(() -> device.attest(KEY, binding, Optional.of(NONCE)))
          .withMessageContaining("the GPUs gave no evidence");
    }
  }

  /// A genuine GPU's recorded answer in this machine's evidence: its nonce isn't the machine's.
  @ParameterizedTest
  @ValueSource(strings = {"sev-snp", "tdx"})
  void somebodyElsesAnswer(String kind) throws Exception {
    NvidiaVectors vectors = vectors();
    SignedGuest guest = guest(kind);
    SimulatedDriver library =
        SimulatedDriver.orAbort(folder)
            .gpu(
                9,
                "96.00.9F.00.01",
                vectors.bytes("reports/hopper-550.90.07.bin"),
                vectors.bytes("certs/hopper-550.90.07.pem"));
    Bytes evidence;
    try (NvidiaGpus gpus = library.open();
        TsmDevice device = guest.device()) {
      evidence = new MachineWithGpus(device, gpus, new SecureRandom()).evidence(NONCE, KEY);
    }
    CompositePolicy policy =
        new CompositePolicy(
            guest.policy(),
            Map.of(EvidenceKind.NVIDIA_GPU, lenient().build()),
            new Require<>(true),
            new Require<>(true));
    Verdict verdict =
        verifier.explain(
            Evidence.parse(evidence),
            guest.endorsements(),
            policy,
            Challenge.ofNonce(NONCE).withPublicKey(KEY),
            AppraisalTime.at(SignedGuest.TIME));
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.check("device1.gpu-0.report.signature").orElseThrow().outcome())
        .isEqualTo(Check.Outcome.PASSED);
    assertThat(verdict.check("composite.transcript").orElseThrow().outcome())
        .isEqualTo(Check.Outcome.PASSED);
    assertThat(verdict.check("composite.device-nonce").orElseThrow().outcome())
        .isEqualTo(Check.Outcome.FAILED);
  }

  @Test
  void whatCannotBeBound() throws Exception {
    SimulatedDriver library = SimulatedDriver.orAbort(folder);
    try (NvidiaGpus gpus = library.open();
        TsmDevice device = SignedGuest.sevSnp().device()) {
      MachineWithGpus machine = new MachineWithGpus(device, gpus, new SecureRandom());
      for (int length : new int[] {0, 1025}) {
        Bytes bad = Bytes.zeros(length);
        for (List<Bytes> asked : List.of(List.of(bad, KEY), List.of(NONCE, bad))) {
          assertThatExceptionOfType(NvmlException.class)
              .isThrownBy(() -> machine.evidence(asked.getFirst(), asked.getLast()))
              .satisfies(e -> assertThat(e.failure().code()).isEqualTo("nvml-unbindable"));
        }
      }
    }
  }
}
