// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.policy.PolicyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Verdicts over genuine evidence, in the words of AR4SI.
class VerdictResultTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Verifier VERIFIER =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4));

  private static Evidence evidence(String name) throws Exception {
    return Evidence.parse(Bytes.copyOf(Files.readAllBytes(EXAMPLES.resolve(name))));
  }

  private static Ear.Appraised appraised(String name) throws Exception {
    Evidence evidence = evidence(name);
    Verdict verdict =
        VERIFIER.explain(
            evidence,
            PolicyFile.parse(Files.readString(EXAMPLES.resolve("policy.json"))),
            Challenge.none(),
            AppraisalTime.archived());
    return VerdictResult.of(evidence, verdict, List.of("policy.json")).getFirst();
  }

  @Test
  void affirmsWhatThePolicyAccepts() throws Exception {
    Ear.Appraised appraised = appraised("nitro-enclave.cbor");
    assertThat(appraised.label()).isEqualTo("nitro-enclave");
    assertThat(appraised.status()).isEqualTo(Tier.AFFIRMING);
    assertThat(appraised.vector().values()).containsOnly(2).hasSize(5);
    assertThat(appraised.policies()).containsExactly("policy.json");
    assertThat(appraised.evidenceDigest().orElseThrow().length()).isEqualTo(32);
  }

  @Test
  void contraindicatesWhatCanBeLookedInto() throws Exception {
    Ear.Appraised appraised = appraised("nitro-debug.cbor");
    assertThat(appraised.status()).isEqualTo(Tier.CONTRAINDICATED);
    assertThat(appraised.vector())
        .containsEntry(TrustClaim.INSTANCE_IDENTITY, 2)
        .containsEntry(TrustClaim.RUNTIME_OPAQUE, 96)
        .containsEntry(TrustClaim.CONFIGURATION, 96);
  }

  @Test
  void saysNothingOfWhatRunsWithoutAPolicy() throws Exception {
    Evidence evidence = evidence("nitro-enclave.cbor");
    Verdict verdict =
        VERIFIER.inspect(evidence, List.of(NitroPolicy.AWS_ROOT_G1), AppraisalTime.archived());
    Ear.Appraised appraised = VerdictResult.of(evidence, verdict, List.of()).getFirst();
    assertThat(appraised.status()).isEqualTo(Tier.NONE);
    assertThat(appraised.vector()).doesNotContainKey(TrustClaim.EXECUTABLES);
  }

  @Test
  void contraindicatesWhatIsNotGenuine() throws Exception {
    Evidence evidence = evidence("nitro-enclave.cbor");
    Verdict verdict = VERIFIER.inspect(evidence, List.of(), AppraisalTime.archived());
    Ear.Appraised appraised = VerdictResult.of(evidence, verdict, List.of()).getFirst();
    assertThat(appraised.status()).isEqualTo(Tier.CONTRAINDICATED);
    assertThat(appraised.vector())
        .containsOnlyKeys(TrustClaim.INSTANCE_IDENTITY, TrustClaim.HARDWARE);
    assertThat(appraised.nonce()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void passesOnWhatTheMakerSays(PlatformStatus status) throws Exception {
    Evidence evidence = evidence("nitro-enclave.cbor");
    Verdict found =
        VERIFIER.inspect(evidence, List.of(NitroPolicy.AWS_ROOT_G1), AppraisalTime.archived());
    Verdict verdict =
        new Verdict(found.kind(), found.at(), found.checks(), status, List.of(), false, false);
    Tier expected =
        switch (status) {
          case NOT_REPORTED, UP_TO_DATE -> Tier.AFFIRMING;
          case REVOKED, UNKNOWN -> Tier.CONTRAINDICATED;
          default -> Tier.WARNING;
        };
    Ear.Appraised appraised = VerdictResult.of(evidence, verdict, List.of()).getFirst();
    assertThat(Tier.ofClaim(appraised.vector().get(TrustClaim.HARDWARE))).isEqualTo(expected);
    Verdict simulated =
        new Verdict(found.kind(), found.at(), found.checks(), status, List.of(), true, false);
    assertThat(VerdictResult.of(evidence, simulated, List.of()).getFirst().status())
        .isEqualTo(Tier.CONTRAINDICATED);
  }

  /// A verdict with this check of a policy, and another that was passed.
  private static Ear.Appraised with(String check, Outcome outcome, @Nullable Reason reason)
      throws Exception {
    Evidence evidence = evidence("nitro-enclave.cbor");
    Verdict found =
        VERIFIER.inspect(evidence, List.of(NitroPolicy.AWS_ROOT_G1), AppraisalTime.archived());
    List<Check> checks = new ArrayList<>(found.checks());
    checks.add(new Check("policy.kind", "a document", Stage.POLICY, Outcome.PASSED, "", null));
    checks.add(new Check(check, "a document", Stage.POLICY, outcome, "", reason));
    return VerdictResult.of(
            evidence,
            new Verdict(
                found.kind(), found.at(), checks, found.platformStatus(), List.of(), false, true),
            List.of("a policy"))
        .getFirst();
  }

  @Test
  void saysNothingOfWhatRunsIfThePolicyIgnoresIt() throws Exception {
    assertThat(with("policy.image", Outcome.NOT_APPLICABLE, null).vector())
        .doesNotContainKeys(TrustClaim.EXECUTABLES, TrustClaim.CONFIGURATION);
    assertThat(with("policy.image", Outcome.PASSED, null).vector())
        .containsEntry(TrustClaim.EXECUTABLES, 2)
        .doesNotContainKey(TrustClaim.CONFIGURATION);
    assertThat(with("policy.nonce", Outcome.PASSED, null).vector())
        .doesNotContainKeys(TrustClaim.EXECUTABLES, TrustClaim.CONFIGURATION);
    assertThat(with("policy.debug", Outcome.PASSED, null).vector())
        .containsEntry(TrustClaim.CONFIGURATION, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy.image", "policy.mrtd", "policy.rtmr2", "policy.vbios-manifest"})
  void contraindicatesWhatRunsWhateverTheReasonIsCalled(String check) throws Exception {
    Ear.Appraised appraised =
        with(check, Outcome.FAILED, new Reason.ClaimNotAccepted("mrtd", "another"));
    assertThat(appraised.status()).isEqualTo(Tier.CONTRAINDICATED);
    assertThat(appraised.vector())
        .containsEntry(TrustClaim.EXECUTABLES, 96)
        .doesNotContainKey(TrustClaim.CONFIGURATION);
  }
}
