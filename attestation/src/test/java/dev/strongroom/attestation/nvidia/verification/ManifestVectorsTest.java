// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.fixtures.NvidiaVectors;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.PathProfile;
import dev.strongroom.attestation.x509.PathVerifier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Manifests that NVIDIA published, and bad ones that it ships: what is read, and which signature
/// and which path hold.
class ManifestVectorsTest {
  private static final SignatureProvider SIGNATURES = SignatureProvider.jdk();

  @TestFactory
  Stream<DynamicTest> everyManifest() {
    Optional<NvidiaVectors> vectors = NvidiaVectors.find();
    if (vectors.isEmpty()) {
      return Stream.of(DynamicTest.dynamicTest("evidence", Vectors::orAbort));
    }
    List<Map<?, ?>> files =
        vectors.get().files().stream()
            .filter(file -> NvidiaVectors.text(file, "kind").equals("rim"))
            .toList();
    assertThat(files).isNotEmpty();
    return files.stream()
        .map(file ->
            DynamicTest.dynamicTest(
                NvidiaVectors.text(file, "file"), () -> check(vectors.get(), file)));
  }

  private static void check(NvidiaVectors vectors, Map<?, ?> file) throws Exception {
    String name = NvidiaVectors.text(file, "file");
    Map<?, ?> fields = (Map<?, ?>) Objects.requireNonNull(file.get("fields"));
    ReferenceManifest manifest = ManifestReader.read(vectors.bytes(name));
    assertThat(manifest.version()).isEqualTo(fields.get("version"));
    assertThat(manifest.product()).isEqualTo(fields.get("product"));
    assertThat(manifest.active().keySet().stream().map(Object::toString).toList())
        .isEqualTo(
            ((List<?>) Objects.requireNonNull(fields.get("active_indices")))
                .stream().map(Object::toString).toList());
    Certificate signer = Certificate.parse(manifest.chain().getFirst());
    assertThat(NvidiaVectors.text(fields, "signer")).contains("CN=" + signer.commonName() + ",");
    String verified = NvidiaVectors.text(file, "verified");
    assertThat(
            manifest
                .signature()
                .orElseThrow()
                .verifies(SIGNATURES.ecKey(signer.publicKeyInfo()), SIGNATURES))
        .isEqualTo(!verified.contains("signature value invalid"));
    CheckList checks = new CheckList();
    Map<?, ?> valid = (Map<?, ?>) Objects.requireNonNull(file.get("valid"));
    Instant from = Instant.parse(NvidiaVectors.text(valid, "from").replace("+00:00", "Z"));
    List<Bytes> chain = manifest.chain();
    new PathVerifier(SIGNATURES, PathCache.none())
        .verify(
            "path",
            PathProfile.P384,
            chain.subList(1, chain.size()).reversed(),
            chain.getFirst(),
            List.of(NvidiaPolicy.MANIFEST_ROOT),
            from,
            checks);
    assertThat(checks.failures() == 0).as(name).isEqualTo(!verified.contains("chain broken"));
  }
}
