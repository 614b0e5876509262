// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.NvidiaVectors;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.nitro.Verdicts;
import dev.strongroom.attestation.x509.Certificate;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Genuine evidence, and what others published as bad: each case of the manifest at its own date.
class NvidiaVectorsTest {
  private final Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());

  private static Stream<DynamicTest> each(
      List<Map<?, ?>> entries, String name, ThrowingConsumer body) {
    return entries.stream()
        .map(entry ->
            DynamicTest.dynamicTest(NvidiaVectors.text(entry, name), () -> body.accept(entry)));
  }

  private interface ThrowingConsumer {
    void accept(Map<?, ?> entry) throws Exception;
  }

  private static Stream<DynamicTest> ofVectors(
      java.util.function.Function<NvidiaVectors, Stream<DynamicTest>> tests) {
    // A factory that aborts isn't counted, a test that aborts is.
    return NvidiaVectors.find()
        .map(tests)
        .orElseGet(() -> Stream.of(DynamicTest.dynamicTest("evidence", Vectors::orAbort)));
  }

  private static boolean isEvidence(String file) {
    return !file.startsWith("tokens/");
  }

  @TestFactory
  Stream<DynamicTest> everyCaseHasItsVerdict() {
    return ofVectors(vectors -> {
      List<Map<?, ?>> cases =
          vectors.cases().stream()
              .filter(entry -> isEvidence(NvidiaVectors.text(entry, "evidence")))
              .toList();
      assertThat(cases).isNotEmpty();
      return each(cases, "id", entry -> judge(vectors, entry));
    });
  }

  private void judge(NvidiaVectors vectors, Map<?, ?> entry) throws Exception {
    Map<?, ?> expected = (Map<?, ?>) Objects.requireNonNull(entry.get("expected"));
    Evidence evidence = Evidence.parse(vectors.bytes(NvidiaVectors.text(entry, "evidence")));
    NvidiaEvidence devices = (NvidiaEvidence) evidence;
    Endorsements endorsements = vectors.endorsements(entry);
    AppraisalTime at = AppraisalTime.at(Instant.parse(NvidiaVectors.text(entry, "at")));
    Verdict inspected =
        verifier.inspect(
            evidence,
            endorsements,
            List.of(NvidiaPolicy.DEVICE_ROOT, NvidiaPolicy.MANIFEST_ROOT),
            at);
    assertThat(inspected.accepted()).isFalse();
    assertThat(inspected.platformStatus()).isEqualTo(PlatformStatus.UNKNOWN);
    if (expected.get("devices") instanceof Number count) {
      assertThat(devices.devices()).hasSize(count.intValue());
    }
    for (NvidiaDevice device : devices.devices()) {
      outcome(inspected, device.name() + ".report.signature", expected, "signature");
      outcome(inspected, device.name() + ".path.signatures", expected, "chain");
      outcome(inspected, device.name() + ".report.firmware-id", expected, "fwid_match");
    }
    String verdict = NvidiaVectors.text(expected, "verdict");
    boolean signed = !Boolean.FALSE.equals(expected.get("signature"));
    assertThat(inspected.genuine()).as("%s", Verdicts.failures(inspected)).isEqualTo(signed);
    Challenge challenge =
        entry.get("nonce") instanceof String nonce
            ? Challenge.ofNonce(Bytes.fromHex(nonce))
            : Challenge.none();
    Verdict lenient =
        verifier.explain(evidence, endorsements, policy(devices, entry), challenge, at);
    boolean accepted = !verdict.startsWith("reject");
    assertThat(lenient.accepted())
        .as("%s", Verdicts.failures(lenient))
        .isEqualTo(accepted && !sharedAlone(devices));
    // Nothing here brings OCSP responses.
    Verdict strict =
        verifier.explain(evidence, endorsements, strict(devices.kind()), challenge, at);
    assertThat(strict.accepted()).isFalse();
    assertThat(Verdicts.failures(strict)).contains("policy.revocation revocation-unknown");
  }

  /// A GPU of a set isn't accepted without the set.
  private static boolean sharedAlone(NvidiaEvidence evidence) {
    return evidence.switches().isEmpty()
        && evidence.gpus().stream()
            .anyMatch(
                gpu -> gpu.report().opaque().mode().equals(Optional.of(NvidiaMode.PROTECTED_PCIE)));
  }

  private static void outcome(Verdict verdict, String check, Map<?, ?> expected, String name) {
    if (!expected.containsKey(name)) {
      return;
    }
    Object wanted = expected.get(name);
    assertThat(verdict.check(check).orElseThrow().outcome())
        .as(check)
        .isEqualTo(
            wanted == null
                ? Outcome.NOT_APPLICABLE
                : wanted.equals(true) ? Outcome.PASSED : Outcome.FAILED);
  }

  /// Manifests are demanded where the case gives them.
  private static NvidiaPolicy policy(NvidiaEvidence evidence, Map<?, ?> entry) {
    NvidiaPolicyBuilder builder = NvidiaPolicies.lenient(evidence.kind());
    return entry.containsKey("rims") ? builder.requireVbiosManifest().build() : builder.build();
  }

  private static NvidiaPolicy strict(EvidenceKind kind) {
    return NvidiaPolicies.strict(kind).build();
  }

  @TestFactory
  Stream<DynamicTest> everyFieldIsRead() {
    return ofVectors(vectors ->
        each(
            vectors.files().stream()
                .filter(file ->
                    Set.of("spdm-report", "serialized-evidence")
                        .contains(NvidiaVectors.text(file, "kind")))
                .toList(),
            "file",
            file -> fields(vectors, file)));
  }

  private static void fields(NvidiaVectors vectors, Map<?, ?> file) throws Exception {
    String name = NvidiaVectors.text(file, "file");
    Bytes encoded = vectors.bytes(name);
    assertThat(sha256(encoded)).isEqualTo(NvidiaVectors.text(file, "sha256"));
    NvidiaEvidence evidence = NvidiaEvidence.parse(encoded);
    Map<?, ?> fields = (Map<?, ?>) Objects.requireNonNull(file.get("fields"));
    List<Map<?, ?>> expected =
        fields.get("devices") == null ? List.of(fields) : NvidiaVectors.maps(fields.get("devices"));
    assertThat(evidence.devices()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      NvidiaDevice device = evidence.devices().get(i);
      List<Bytes> chain =
          device.chain().isEmpty()
              ? vectors
                  .certificates(name.replace("reports/", "certs/").replace(".bin", ".pem"))
                  .of(Endorsements.Type.CERTIFICATE)
              : device.chain();
      compare(device, chain, expected.get(i));
    }
  }

  private static void compare(NvidiaDevice device, List<Bytes> chain, Map<?, ?> expected)
      throws Exception {
    OpaqueData opaque = device.report().opaque();
    field(expected, "nonce", device.report().nonce().hex());
    field(expected, "response_nonce", device.report().responseNonce().hex());
    field(expected, "driver_version", opaque.driverVersion().orElse(null));
    field(expected, "vbios_version", opaque.vbiosVersion().orElse(null));
    field(expected, "project", opaque.project().orElse(null));
    field(expected, "project_sku", opaque.projectSku().orElse(null));
    field(expected, "chip_sku", opaque.chipSku().orElse(null));
    field(expected, "fwid_opaque", opaque.firmwareId().map(Bytes::hex).orElse(null));
    field(expected, "switch_pdi", opaque.switchPdi().map(Bytes::hex).orElse(null));
    field(expected, "arch", device.statedArchitecture().orElse(null));
    assertThat(device.report().blocks())
        .hasSize(((Number) Objects.requireNonNull(expected.get("blocks"))).intValue());
    if (expected.get("nvdec0") instanceof String state) {
      assertThat(opaque.videoDecoderOff()).isEqualTo(state.equals("55"));
    }
    if (!device.isSwitch()) {
      assertThat(opaque.mode())
          .contains(
              "aa".equals(expected.get("ppcie_status"))
                  ? NvidiaMode.PROTECTED_PCIE
                  : NvidiaMode.CONFIDENTIAL);
    }
    if (expected.get("switch_pdis") instanceof List<?> pdis) {
      TreeSet<String> reversed = new TreeSet<>();
      for (Object pdi : pdis) {
        StringBuilder turned = new StringBuilder();
        for (int at = 14; at >= 0; at -= 2) {
          turned.append((String) pdi, at, at + 2);
        }
        reversed.add(turned.toString());
      }
      assertThat(opaque.linkedSwitches().stream().map(Bytes::hex).toList())
          .containsExactlyInAnyOrderElementsOf(reversed);
    }
    List<@Nullable String> names = new ArrayList<>();
    for (Bytes certificate : chain) {
      names.add(Certificate.parse(certificate).commonName());
    }
    assertThat(names).isEqualTo(expected.get("device_cns"));
    assertThat(
            new BigInteger(Certificate.parse(chain.getFirst()).serial().toByteArray()).toString(16))
        .isEqualTo(expected.get("leaf_serial"));
  }

  private static void field(Map<?, ?> expected, String name, @Nullable String found) {
    if (expected.get(name) != null) {
      assertThat(found).as(name).isEqualTo(expected.get(name));
    }
  }

  private static String sha256(Bytes bytes) throws Exception {
    return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray())).hex();
  }

  @TestFactory
  Stream<DynamicTest> aWholeMachineIsAcceptedAndNoPartOfIt() {
    return ofVectors(vectors ->
        each(
            vectors.cases().stream().filter(entry -> entry.containsKey("pair")).toList(),
            "id",
            entry -> machine(vectors, entry)));
  }

  private void machine(NvidiaVectors vectors, Map<?, ?> entry) throws Exception {
    String gpus = vectors.bytes(NvidiaVectors.text(entry, "pair")).asUtf8();
    String switches = vectors.bytes(NvidiaVectors.text(entry, "evidence")).asUtf8();
    AppraisalTime at = AppraisalTime.at(Instant.parse(NvidiaVectors.text(entry, "at")));
    Challenge challenge = Challenge.ofNonce(Bytes.fromHex(NvidiaVectors.text(entry, "nonce")));
    Consumer<List<String>> nothing = failures -> assertThat(failures).isEmpty();
    for (NvidiaPolicyBuilder policy :
        List.of(
            NvidiaPolicies.lenient(EvidenceKind.NVIDIA_GPU),
            NvidiaPolicies.lenient(EvidenceKind.NVIDIA_GPU).requireCount(8, 4))) {
      Evidence set =
          Evidence.parse(
              Bytes.utf8("{\"version\":1,\"gpus\":" + gpus + ",\"switches\":" + switches + "}"));
      Verdict verdict = verifier.explain(set, policy.build(), challenge, at);
      nothing.accept(Verdicts.failures(verdict));
      assertThat(verdict.accepted()).isTrue();
    }
    Evidence part = Evidence.parse(Bytes.utf8(Objects.requireNonNull(gpus)));
    assertThat(
            Verdicts.failures(
                verifier.explain(
                    part, NvidiaPolicies.lenient(EvidenceKind.NVIDIA_GPU).build(), challenge, at)))
        .containsExactly("policy.topology inconsistent");
  }
}
