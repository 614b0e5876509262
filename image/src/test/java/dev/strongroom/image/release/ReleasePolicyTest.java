// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.policy.PolicyFile;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Policies that follow from releases, as the verifier reads them.
class ReleasePolicyTest {
  private static final Bytes ROOT = Bytes.fromHex("0f".repeat(32));

  private static NitroPolicy policy(Release release, Optional<Bytes> root) throws Exception {
    String text = String.valueOf(ReleasePolicy.of(release, root).asUtf8());
    return (NitroPolicy) PolicyFile.parse(text);
  }

  @Test
  void requiresImageAndSigner() throws Exception {
    NitroPolicy policy = policy(SignedReleaseTest.release(true, false), Optional.empty());
    assertThat(policy.anchors()).containsExactly(NitroPolicy.AWS_ROOT_G1);
    assertThat(policy.image()).isInstanceOf(Require.class);
    assertThat(policy.image().toString())
        .contains("10".repeat(32), "11".repeat(32), "12".repeat(32));
    assertThat(policy.signer()).isEqualTo(new Require<>(Set.of(Bytes.fromHex("18".repeat(48)))));
    assertThat(policy.debugAllowed()).isEmpty();
  }

  @Test
  void ignoresTheSignerOfAnUnsignedImage() throws Exception {
    NitroPolicy policy = policy(SignedReleaseTest.release(false, false), Optional.empty());
    assertThat(policy.signer()).isInstanceOf(Ignore.class);
  }

  @Test
  void acceptsSimulatedEvidenceUnderANamedRootOnly() throws Exception {
    Release simulated = SignedReleaseTest.release(false, true);
    assertThat(policy(simulated, Optional.of(ROOT)).anchors())
        .containsExactly(new TrustAnchor("simulated", ROOT, true));
    for (Map.Entry<Release, Optional<Bytes>> wrong :
        Map.of(
                simulated,
                Optional.<Bytes>empty(),
                SignedReleaseTest.release(false, false),
                Optional.of(ROOT))
            .entrySet()) {
      assertThatThrownBy(() -> ReleasePolicy.of(wrong.getKey(), wrong.getValue()))
          .isInstanceOfSatisfying(
              ReleaseException.class,
              e -> assertThat(e.problem()).isEqualTo(ReleaseProblem.SIMULATED));
    }
  }
}
