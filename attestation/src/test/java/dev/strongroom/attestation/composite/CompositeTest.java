// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.composite;

import static dev.strongroom.attestation.composite.FakeComposite.CHALLENGE;
import static dev.strongroom.attestation.composite.FakeComposite.COMPARED;
import static dev.strongroom.attestation.composite.FakeComposite.DEVICES;
import static dev.strongroom.attestation.composite.FakeComposite.KEY;
import static dev.strongroom.attestation.composite.FakeComposite.MACHINES;
import static dev.strongroom.attestation.composite.FakeComposite.NONCE;
import static dev.strongroom.attestation.composite.FakeComposite.composite;
import static dev.strongroom.attestation.composite.FakeComposite.devices;
import static dev.strongroom.attestation.composite.FakeComposite.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A machine and its devices: what is read, what is accepted, and what is caught.
class CompositeTest {
  private final Verifier verifier = Verifier.create(SignatureProvider.jdk(), PathCache.none());

  private Verdict judged(Bytes evidence, AppraisalPolicy policy, Challenge challenge)
      throws Exception {
    return verifier.explain(
        Evidence.parse(evidence), policy, challenge, AppraisalTime.at(MACHINES.time()));
  }

  @TestFactory
  Stream<DynamicTest> eachIsCaught() {
    List<CompositeMutation> mutations = CompositeMutations.all();
    assertThat(mutations).extracting(CompositeMutation::name).doesNotHaveDuplicates();
    return mutations.stream()
        .map(mutation -> DynamicTest.dynamicTest(mutation.name(), () -> mutation.check(verifier)));
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
  void policiesThatCantBe() {
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
