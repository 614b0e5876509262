// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.composite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A machine and its devices: all genuine, and each of them exchanged for another genuine one. Two
/// makers stand in for those of processors and GPUs.
class CompositeTest {
  private static final FakeNitro MACHINES = FakeNitro.create();
  private static final FakeNitro DEVICES = FakeNitro.create(MACHINES.time());
  private static final Bytes NONCE = Bytes.utf8("the relying party's own nonce...");
  private static final Bytes KEY = Bytes.utf8("the key that the machine vouches for");
  private static final Challenge CHALLENGE = Challenge.ofNonce(NONCE).withPublicKey(KEY);
  private static final Requirement<Boolean> COMPARED = new Require<>(true);

  private final Verifier verifier = Verifier.create(SignatureProvider.jdk(), PathCache.none());

  private static Bytes device(Bytes nonce, String salt) {
    FakeDocument document = DEVICES.document();
    document.content().bytes("nonce", nonce).bytes("user_data", Bytes.utf8(salt));
    return document.issue();
  }

  private static Bytes machine(Bytes reportData) {
    FakeDocument document = MACHINES.document();
    document.content().bytes("user_data", reportData);
    return document.issue();
  }

  private static List<Bytes> devices() {
    Bytes nonce = CompositeBinding.deviceNonce(NONCE, KEY);
    return List.of(device(nonce, "one"), device(nonce, "two"));
  }

  private static Bytes composite(Bytes nonce, Bytes key, Bytes cpu, List<Bytes> devices) {
    return Bytes.utf8(
        "{\"kind\":\"composite\",\"version\":1,\"nonce\":\""
            + base64(nonce)
            + "\",\"publicKey\":\""
            + base64(key)
            + "\",\"cpu\":\""
            + base64(cpu)
            + "\",\"devices\":["
            + devices.stream()
                .map(device -> "\"" + base64(device) + "\"")
                .collect(Collectors.joining(","))
            + "]}");
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static Bytes composite(List<Bytes> bound, List<Bytes> sent) {
    return composite(NONCE, KEY, machine(CompositeBinding.reportData(NONCE, KEY, bound)), sent);
  }

  private static CompositePolicy policy() {
    return new CompositePolicy(
        LenientPolicy.of(MACHINES.anchor()),
        Map.of(EvidenceKind.NITRO_ENCLAVE, LenientPolicy.of(DEVICES.anchor())),
        COMPARED,
        COMPARED);
  }

  private Verdict judged(Bytes evidence, AppraisalPolicy policy, Challenge challenge)
      throws Exception {
    return verifier.explain(
        Evidence.parse(evidence), policy, challenge, AppraisalTime.at(MACHINES.time()));
  }

  private void refused(String check, String code, Bytes evidence, Challenge challenge)
      throws Exception {
    Verdict verdict = judged(evidence, policy(), challenge);
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.check(check).orElseThrow().reason()).isNotNull();
    assertThat(String.valueOf(verdict.check(check).orElseThrow().reason().code())).isEqualTo(code);
    assertThatExceptionOfType(AttestationException.class)
        .isThrownBy(() ->
            verifier.verify(
                Evidence.parse(evidence), policy(), challenge, AppraisalTime.at(MACHINES.time())));
  }

  @Test
  void acceptsWhatIsBoundToOneAnother() throws Exception {
    List<Bytes> devices = devices();
    Bytes evidence = composite(devices, devices);
    Verdict verdict = judged(evidence, policy(), CHALLENGE);
    assertThat(verdict.accepted()).as(String.valueOf(verdict.firstFailure())).isTrue();
    assertThat(verdict.check("cpu.cose.signature")).isPresent();
    assertThat(verdict.check("device2.cose.signature")).isPresent();
    CompositeClaims claims =
        (CompositeClaims)
            verifier
                .verify(
                    Evidence.parse(evidence),
                    policy(),
                    CHALLENGE,
                    AppraisalTime.at(MACHINES.time()))
                .claims();
    assertThat(claims.publicKey()).contains(KEY);
    assertThat(claims.nonce()).contains(NONCE);
    assertThat(claims.measurements()).containsKeys("cpu.pcr0", "device1.pcr0", "device2.pcr0");
  }

  @Test
  void inspectsWithoutAPolicy() throws Exception {
    List<Bytes> devices = devices();
    Verdict verdict =
        verifier.inspect(
            Evidence.parse(composite(devices, devices)),
            List.of(MACHINES.anchor(), DEVICES.anchor()),
            AppraisalTime.at(MACHINES.time()));
    assertThat(verdict.genuine()).as(String.valueOf(verdict.firstFailure())).isTrue();
    assertThat(verdict.accepted()).isFalse();
  }

  @Test
  void anotherMachinesDevice() throws Exception {
    List<Bytes> devices = devices();
    Bytes borrowed = device(CompositeBinding.deviceNonce(NONCE, Bytes.utf8("another")), "one");
    // The machine says that it is its own, since its host lied to it.
    List<Bytes> with = List.of(borrowed, devices.getLast());
    refused("composite.device-nonce", "device-nonce-differs", composite(with, with), CHALLENGE);
    // Or it was exchanged on the way.
    refused("composite.transcript", "transcript-differs", composite(devices, with), CHALLENGE);
  }

  @Test
  void devicesLeftOutAddedOrInAnotherOrder() throws Exception {
    List<Bytes> devices = devices();
    String check = "composite.transcript";
    refused(check, "transcript-differs", composite(devices, devices.subList(0, 1)), CHALLENGE);
    refused(check, "transcript-differs", composite(devices, devices.reversed()), CHALLENGE);
    refused(check, "transcript-differs", composite(devices.subList(0, 1), devices), CHALLENGE);
    List<Bytes> twice = List.of(devices.getFirst(), devices.getFirst());
    refused("composite.distinct", "inconsistent", composite(twice, twice), CHALLENGE);
  }

  @Test
  void equalNoncesAlone() throws Exception {
    List<Bytes> same = List.of(device(NONCE, "one"));
    refused("composite.device-nonce", "device-nonce-differs", composite(same, same), CHALLENGE);
  }

  @Test
  void anEarlierAnswerAndAnotherKey() throws Exception {
    List<Bytes> devices = devices();
    Bytes evidence = composite(devices, devices);
    Bytes other = Bytes.utf8("other");
    refused("policy.nonce", "nonce-differs", evidence, CHALLENGE.withNonce(other));
    refused("policy.public-key", "public-key-differs", evidence, CHALLENGE.withPublicKey(other));
    refused("policy.nonce", "nonce-not-challenged", evidence, Challenge.none().withPublicKey(KEY));
    refused("policy.public-key", "public-key-not-challenged", evidence, Challenge.ofNonce(NONCE));
    Bytes stated =
        composite(other, KEY, machine(CompositeBinding.reportData(NONCE, KEY, devices)), devices);
    refused("composite.transcript", "transcript-differs", stated, CHALLENGE);
  }

  @Test
  void rootsOfOnePartDontVouchForAnother() throws Exception {
    Bytes nonce = CompositeBinding.deviceNonce(NONCE, KEY);
    FakeDocument forged = MACHINES.document();
    forged.content().bytes("nonce", nonce);
    List<Bytes> devices = List.of(forged.issue());
    refused("device1.path.root", "untrusted-root", composite(devices, devices), CHALLENGE);
  }

  @Test
  void aDeviceThatIsntGenuine() throws Exception {
    List<Bytes> devices = devices();
    byte[] changed = devices.getFirst().toByteArray();
    changed[changed.length - 1] ^= 1;
    List<Bytes> with = List.of(Bytes.copyOf(changed), devices.getLast());
    refused("device1.cose.signature", "signature-invalid", composite(with, with), CHALLENGE);
  }

  @Test
  void policiesForOtherDevices() throws Exception {
    List<Bytes> devices = devices();
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new CompositePolicy(LenientPolicy.of(MACHINES.anchor()), Map.of(), COMPARED, COMPARED));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new CompositePolicy(
                LenientPolicy.of(MACHINES.anchor()),
                Map.of(EvidenceKind.NVIDIA_GPU, LenientPolicy.of(DEVICES.anchor())),
                COMPARED,
                COMPARED));
    Verdict verdict =
        judged(composite(devices, devices), LenientPolicy.of(MACHINES.anchor()), CHALLENGE);
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.check("policy.kind").orElseThrow().reason()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"kind\":\"composite\"}",
        "{\"kind\":\"other\"}",
        "{\"kind\":\"composite\",\"version\":2,\"nonce\":\"AA==\",\"publicKey\":\"AA==\","
            + "\"cpu\":\"AA==\",\"devices\":[\"AA==\"]}",
        "{\"kind\":\"composite\",\"version\":1,\"nonce\":\"AA==\",\"publicKey\":\"AA==\","
            + "\"cpu\":\"AA==\",\"devices\":[]}",
        "{\"kind\":\"composite\",\"version\":1,\"nonce\":\"\",\"publicKey\":\"AA==\","
            + "\"cpu\":\"AA==\",\"devices\":[\"AA==\"]}",
        "{\"kind\":\"composite\",\"version\":1,\"nonce\":\"A\",\"publicKey\":\"AA==\","
            + "\"cpu\":\"AA==\",\"devices\":[\"AA==\"]}"
      })
  void whatIsNoCompositeEvidence(String text) {
    assertThatExceptionOfType(MalformedEvidenceException.class)
        .isThrownBy(() -> Evidence.parse(Bytes.utf8(text)));
  }

  @Test
  void compositeEvidenceInsideAndTooManyDevices() {
    List<Bytes> devices = devices();
    Bytes inner = composite(devices, devices);
    assertThatExceptionOfType(MalformedEvidenceException.class)
        .isThrownBy(() -> Evidence.parse(composite(NONCE, KEY, inner, devices)));
    Bytes[] many = new Bytes[CompositeEvidence.MAX_DEVICES + 1];
    Arrays.fill(many, devices.getFirst());
    assertThatExceptionOfType(MalformedEvidenceException.class)
        .isThrownBy(() -> Evidence.parse(composite(devices, List.of(many))));
  }

  @Test
  void readsPolicyFiles() throws Exception {
    String machine =
        """
        {"version":1,"kind":"nitro-enclave","image":{"ignore":"a test"},
         "signer":{"ignore":"a test"},"role":{"ignore":"a test"},"instance":{"ignore":"a test"},
         "nonce":{"ignore":"a test"},"publicKey":{"ignore":"a test"},
         "userData":{"require":true},"age":{"ignore":"a test"}}
        """;
    String file =
        "{\"version\":1,\"kind\":\"composite\",\"cpu\":"
            + machine
            + ",\"devices\":["
            + machine
            + "],\"nonce\":{\"require\":true},\"publicKey\":{\"ignore\":\"a test\"}}";
    CompositePolicy read = (CompositePolicy) PolicyFile.parse(file);
    assertThat(read.nonce()).isEqualTo(COMPARED);
    assertThat(read.device(EvidenceKind.NITRO_ENCLAVE)).isPresent();
    assertThat(read.device(EvidenceKind.NVIDIA_GPU)).isEmpty();
    for (String broken :
        List.of(
            file.replace("\"nonce\":{\"require\":true},", ""),
            file.replace("[" + machine + "]", "[]"),
            file.replace("[" + machine + "]", "[" + machine + "," + machine + "]"),
            file.replace("\"kind\":\"composite\"", "\"kind\":\"composite\",\"more\":1"))) {
      assertThatExceptionOfType(MalformedPolicyException.class)
          .isThrownBy(() -> PolicyFile.parse(broken));
    }
  }
}
