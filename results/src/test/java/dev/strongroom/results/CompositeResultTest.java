// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import static dev.strongroom.results.TrustClaim.CONFIGURATION;
import static dev.strongroom.results.TrustClaim.EXECUTABLES;
import static dev.strongroom.results.TrustClaim.HARDWARE;
import static dev.strongroom.results.TrustClaim.INSTANCE_IDENTITY;
import static dev.strongroom.results.TrustClaim.RUNTIME_OPAQUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.composite.CompositeBinding;
import dev.strongroom.attestation.composite.CompositePolicy;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.fixtures.NvidiaVectors;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Results of a machine with devices: one for each part, none better than what binds them.
class CompositeResultTest {
  private static final FakeNitro MACHINES = FakeNitro.create();
  private static final FakeNitro DEVICES = FakeNitro.create(MACHINES.time());
  private static final Bytes NONCE = Bytes.utf8("the relying party's own nonce...");
  private static final Bytes KEY = Bytes.utf8("the key that the machine vouches for");
  private static final Challenge CHALLENGE = Challenge.ofNonce(NONCE).withPublicKey(KEY);
  private static final Requirement<Boolean> COMPARED = new Require<>(true);
  private static final Bytes OTHER = Bytes.fromHex("77".repeat(48));
  private static final Verifier VERIFIER =
      Verifier.create(SignatureProvider.jdk(), PathCache.none());

  private static Bytes device(String salt) {
    FakeDocument document = DEVICES.document();
    document
        .content()
        .bytes("nonce", CompositeBinding.deviceNonce(NONCE, KEY))
        .bytes("user_data", Bytes.utf8(salt));
    return document.issue();
  }

  private static Bytes composite(List<Bytes> bound, List<Bytes> sent) {
    FakeDocument document = MACHINES.document();
    document.content().bytes("user_data", CompositeBinding.reportData(NONCE, KEY, bound));
    return Bytes.utf8(
        "{\"kind\":\"composite\",\"version\":1,\"nonce\":\"%s\",\"publicKey\":\"%s\",\"cpu\":\"%s\",\"devices\":[%s]}"
            .formatted(
                base64(NONCE),
                base64(KEY),
                base64(document.issue()),
                sent.stream()
                    .map(device -> "\"" + base64(device) + "\"")
                    .collect(Collectors.joining(","))));
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static CompositePolicy policy(NitroPolicy cpu, NitroPolicy device) {
    return new CompositePolicy(cpu, Map.of(EvidenceKind.NITRO_ENCLAVE, device), COMPARED, COMPARED);
  }

  private static CompositePolicy lenient() {
    return policy(LenientPolicy.of(MACHINES.anchor()), LenientPolicy.of(DEVICES.anchor()));
  }

  private static List<Ear.Appraised> parts(
      Bytes encoded,
      Endorsements endorsements,
      AppraisalPolicy policy,
      Challenge challenge,
      Instant at)
      throws Exception {
    Evidence evidence = Evidence.parse(encoded);
    Verdict verdict =
        VERIFIER.explain(evidence, endorsements, policy, challenge, AppraisalTime.at(at));
    return VerdictResult.of(evidence, verdict, List.of("policy"));
  }

  private static List<Ear.Appraised> parts(
      List<Bytes> bound, List<Bytes> sent, CompositePolicy policy, Challenge challenge)
      throws Exception {
    return parts(composite(bound, sent), Endorsements.NONE, policy, challenge, MACHINES.time());
  }

  @Test
  void hasAVectorForEachPart() throws Exception {
    List<Bytes> devices = List.of(device("one"), device("two"));
    NitroPolicy another =
        LenientPolicy.builder(DEVICES.anchor()).requireSigner(Set.of(OTHER)).build();
    List<Ear.Appraised> parts =
        parts(devices, devices, policy(LenientPolicy.of(MACHINES.anchor()), another), CHALLENGE);
    assertThat(parts)
        .extracting(Ear.Appraised::label)
        .containsExactly("cpu0", "device0", "device1");
    assertThat(parts).extracting(Ear.Appraised::nonce).containsOnly(Optional.of(NONCE));
    assertThat(parts).extracting(Ear.Appraised::evidenceDigest).doesNotHaveDuplicates();
    assertThat(parts.getFirst().status()).isEqualTo(Tier.AFFIRMING);
    assertThat(parts.getFirst().vector())
        .isEqualTo(Map.of(INSTANCE_IDENTITY, 2, HARDWARE, 2, RUNTIME_OPAQUE, 2, CONFIGURATION, 2));
    for (Ear.Appraised device : parts.subList(1, 3)) {
      assertThat(device.status()).isEqualTo(Tier.CONTRAINDICATED);
      assertThat(device.vector()).containsEntry(EXECUTABLES, 96).containsEntry(CONFIGURATION, 2);
    }
    // As a token, in both forms.
    KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Instant now = Instant.parse("2026-11-22T03:00:00Z");
    Ear ear = new Ear(now, Optional.empty(), new Ear.Verifier("a", "b"), Optional.empty(), parts);
    EarReader reader = new EarReader(List.of(key.getPublic()), () -> now);
    assertThat(reader.jwt(EarToken.by(key.getPrivate()).jwt(ear)).appraisals())
        .containsExactlyInAnyOrderElementsOf(parts);
    assertThat(reader.cwt(EarToken.by(key.getPrivate()).cwt(ear)).appraisals())
        .containsExactlyInAnyOrderElementsOf(parts);
  }

  /// Each part is genuine by itself.
  @Test
  void affirmsNoPartOfWhatIsNotBound() throws Exception {
    List<Bytes> devices = List.of(device("one"), device("two"));
    for (Ear.Appraised part : parts(devices, devices.reversed(), lenient(), CHALLENGE)) {
      assertThat(part.status()).isEqualTo(Tier.CONTRAINDICATED);
      assertThat(part.vector()).isEqualTo(Map.of(INSTANCE_IDENTITY, 99, HARDWARE, 99));
      assertThat(part.nonce()).isEmpty();
    }
  }

  @Test
  void affirmsNoPartOfAnEarlierAnswer() throws Exception {
    List<Bytes> devices = List.of(device("one"));
    for (Challenge challenge :
        List.of(
            CHALLENGE.withNonce(Bytes.utf8("other")),
            CHALLENGE.withPublicKey(Bytes.utf8("other")),
            Challenge.none())) {
      for (Ear.Appraised part : parts(devices, devices, lenient(), challenge)) {
        assertThat(part.status()).isEqualTo(Tier.CONTRAINDICATED);
        assertThat(part.vector()).containsEntry(CONFIGURATION, 96);
      }
    }
  }

  @Test
  void saysNothingOfPartsThatWereNotAppraised() throws Exception {
    List<Bytes> devices = List.of(device("one"));
    Evidence evidence = Evidence.parse(composite(devices, devices));
    Verdict verdict =
        VERIFIER.inspect(
            evidence,
            List.of(MACHINES.anchor(), DEVICES.anchor()),
            AppraisalTime.at(MACHINES.time()));
    for (Ear.Appraised part : VerdictResult.of(evidence, verdict, List.of())) {
      assertThat(part.status()).isEqualTo(Tier.NONE);
      assertThat(part.vector()).doesNotContainKeys(EXECUTABLES, CONFIGURATION);
    }
  }

  /// Genuine devices that were asked by somebody else: what they are called, and that they aren't
  /// taken for this machine's.
  @Test
  void callsDevicesByTheirClass() throws Exception {
    NvidiaVectors vectors =
        NvidiaVectors.find()
            .orElseGet(() -> {
              Vectors.orAbort();
              throw new IllegalStateException("Nitro's samples without NVIDIA's");
            });
    List<Bytes> devices =
        List.of(
            vectors.bytes("reports/nvswitch-ls10.bin"),
            vectors.bytes("reports/hopper-535.86.09.bin"),
            vectors.bytes("reports/hopper-550.90.07.bin"));
    Endorsements endorsements = Endorsements.NONE;
    for (String chain : List.of("nvswitch-ls10", "hopper-535.86.09", "hopper-550.90.07")) {
      endorsements = endorsements.with(vectors.certificates("certs/" + chain + ".pem"));
    }
    AppraisalPolicy gpus =
        NvidiaPolicy.forGpus()
            .ignoreDriverVersions("a test")
            .ignoreDriverManifest("a test")
            .ignoreModes("a test")
            .ignoreWholeGpu("a test")
            .ignoreCount("a test")
            .ignoreArchitectures("a test")
            .ignoreVbiosVersions("a test")
            .ignoreVbiosManifest("a test")
            .ignoreDevices("a test")
            .ignoreNonce("a test")
            .allowUnknownRevocation("a test")
            .build();
    CompositePolicy policy =
        new CompositePolicy(
            LenientPolicy.of(MACHINES.anchor()),
            Map.of(EvidenceKind.NVIDIA_GPU, gpus),
            new Ignore<>("a test"),
            new Ignore<>("a test"));
    List<Ear.Appraised> parts =
        new ArrayList<>(
            parts(composite(devices, devices), endorsements, policy, CHALLENGE, MACHINES.time()));
    assertThat(parts)
        .extracting(Ear.Appraised::label)
        .containsExactly("cpu0", "switch0", "gpu0", "gpu1");
    assertThat(parts).extracting(Ear.Appraised::status).containsOnly(Tier.CONTRAINDICATED);
  }
}
