// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.nvidia.NvidiaMode;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import dev.strongroom.attestation.nvidia.NvidiaPolicy.Count;
import dev.strongroom.attestation.nvidia.nras.NrasPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Policy files for NVIDIA's devices: the document's examples, and one thing wrong at a time.
class NvidiaPolicyFileTest {
  /// The examples of the document: GPUs first, then switches.
  private static List<String> examples() throws IOException {
    Matcher matcher =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs/appraisal-policy-nvidia.md")));
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    assertThat(found).hasSize(3);
    return found;
  }

  @Test
  void readsTheExamples() throws Exception {
    NvidiaPolicy gpus = (NvidiaPolicy) PolicyFile.parse(examples().getFirst());
    assertThat(gpus.kind()).isEqualTo(EvidenceKind.NVIDIA_GPU);
    assertThat(gpus.count()).isEqualTo(new Require<>(new Count(1, 0)));
    assertThat(gpus.architectures()).isEqualTo(new Require<>(Set.of(NvidiaArchitecture.HOPPER)));
    assertThat(gpus.driverVersions()).isEqualTo(new Require<>(Set.of("550.90.07", "550.144.03")));
    assertThat(gpus.vbiosVersions()).isEqualTo(new Require<>(Set.of("96.00.9F.00.01")));
    assertThat(gpus.driverManifest()).isEqualTo(new Require<>(true));
    assertThat(gpus.modes()).isEqualTo(new Require<>(Set.of(NvidiaMode.CONFIDENTIAL)));
    assertThat(gpus.wholeGpu()).isInstanceOf(Ignore.class);
    assertThat(gpus.denied()).containsExactly("0x412921ce551e4eeda3");
    assertThat(gpus.expiredManifestAllowed()).isPresent();
    assertThat(gpus.unknownRevocationAllowed()).isEmpty();
    assertThat(gpus.holdAllowed()).isEmpty();
    assertThat(gpus.anchors()).containsExactly(NvidiaPolicy.DEVICE_ROOT);
    assertThat(gpus.manifestAnchors()).containsExactly(NvidiaPolicy.MANIFEST_ROOT);
    NvidiaPolicy switches = (NvidiaPolicy) PolicyFile.parse(examples().get(1));
    assertThat(switches.kind()).isEqualTo(EvidenceKind.NVIDIA_SWITCH);
    assertThat(switches.count()).isEqualTo(new Require<>(new Count(0, 4)));
    assertThat(switches.modes()).isInstanceOf(Ignore.class);
  }

  @Test
  void readsAnchorsAndAllowances() throws Exception {
    String more =
        "\"hold\":{\"allow\":\"why\"},\"unknownRevocation\":{\"allow\":\"why\"},\"anchors\":[{"
            + "\"name\":\"a\",\"sha256\":\""
            + "01".repeat(32)
            + "\"}],\"manifestAnchors\":[{\"name\":\"b\",\"keySha256\":\""
            + "02".repeat(32)
            + "\"}],\"count\"";
    NvidiaPolicy policy =
        (NvidiaPolicy) PolicyFile.parse(examples().getFirst().replace("\"count\"", more));
    assertThat(policy.holdAllowed()).contains("why");
    assertThat(policy.unknownRevocationAllowed()).contains("why");
    assertThat(policy.anchors())
        .containsExactly(new TrustAnchor("a", Bytes.fromHex("01".repeat(32)), false));
    assertThat(policy.manifestAnchors())
        .containsExactly(TrustAnchor.ofKey("b", Bytes.fromHex("02".repeat(32))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "count",
        "architecture",
        "driver",
        "vbios",
        "driverManifest",
        "vbiosManifest",
        "mode",
        "wholeGpu",
        "device",
        "nonce"
      })
  void aForgottenClaimIsNamed(String claim) throws Exception {
    String without = examples().getFirst().replaceAll("  \"" + claim + "\": \\{.*\\},?\n", "");
    assertThat(without).isNotEqualTo(examples().getFirst());
    assertThatExceptionOfType(MalformedPolicyException.class)
        .isThrownBy(() -> PolicyFile.parse(without))
        .withMessageContaining(claim);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"kind\": \"nvidia-gpu\" -> \"kind\": \"nvidia-dpu\"",
        "\"kind\": \"nvidia-gpu\" -> \"kind\": \"nvidia-switch\"",
        "\"kind\": \"nvidia-gpu\" -> \"kind\": \"nitro-tpm\"",
        "\"version\": 1 -> \"version\": 2",
        "\"gpus\": 1, \"switches\": 0 -> \"gpus\": 0, \"switches\": 0",
        "\"gpus\": 1 -> \"gpus\": -1",
        "\"gpus\": 1 -> \"gpus\": 1, \"dpus\": 1",
        "[\"hopper\"] -> [\"volta\"]",
        "[\"hopper\"] -> []",
        "[\"confidential\"] -> [\"off\"]",
        "[\"96.00.9F.00.01\"] -> []",
        "\"driverManifest\": { \"require\": true } -> \"driverManifest\": { \"require\": false }",
        "\"nonce\": { \"require\": true } -> \"nonce\": { \"ignore\": \" \" }",
        "\"nonce\": { \"require\": true } -> \"nonce\": { \"require\": true }, \"nonsense\": 1",
        "0x412921ce551e4eeda3 -> 412921ce551e4eeda3",
        "0x412921ce551e4eeda3 -> 0x412921CE551E4EEDA3",
        "0x412921ce551e4eeda3 -> 0x0000",
        "\"expiredManifest\": { \"allow\" -> \"expiredManifest\": { \"ignore\"",
        "\"allow\": \"this VBIOS is older than its signer's two years\" -> \"allow\": \"\"",
      })
  void refuses(String change) throws Exception {
    String[] parts = change.split(" -> ", 2);
    assertThat(examples().getFirst()).contains(parts[0]);
    String changed = examples().getFirst().replace(parts[0], parts[1]);
    assertThatExceptionOfType(MalformedPolicyException.class)
        .isThrownBy(() -> PolicyFile.parse(changed));
  }

  @Test
  void readsPoliciesForAnswersOfTheService() throws Exception {
    NrasPolicy policy = (NrasPolicy) PolicyFile.parse(examples().getLast());
    assertThat(policy.kind()).isEqualTo(EvidenceKind.NVIDIA_NRAS);
    assertThat(policy.issuers()).containsExactly(NrasPolicy.PRODUCTION);
    assertThat(policy.keySets()).isInstanceOf(Ignore.class);
    assertThat(policy.devices()).isEqualTo(new Require<>(1));
    assertThat(policy.driverVersions()).isEqualTo(new Require<>(Set.of("550.90.07")));
    assertThat(policy.vbiosVersions()).isEqualTo(new Require<>(Set.of("96.00.9F.00.01")));
    assertThat(policy.ueids()).isInstanceOf(Ignore.class);
    assertThat(policy.nonce()).isEqualTo(new Require<>(true));
    NrasPolicy more =
        (NrasPolicy)
            PolicyFile.parse(
                examples()
                    .getLast()
                    .replace(
                        "{ \"ignore\": \"--endorsements is our own file, got over TLS\" }",
                        "{ \"require\": [\"" + "01".repeat(32) + "\"] }, \"issuers\": [\"a\"]"));
    assertThat(more.issuers()).containsExactly("a");
    assertThat(more.keySets()).isEqualTo(new Require<>(Set.of(Bytes.fromHex("01".repeat(32)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"keySets", "count", "driver", "vbios", "device", "nonce"})
  void aForgottenClaimAboutAnswersIsNamed(String claim) throws Exception {
    String without = examples().getLast().replaceAll(",\n  \"" + claim + "\": \\{[^}]*\\}", "");
    assertThat(without).isNotEqualTo(examples().getLast());
    assertThatExceptionOfType(MalformedPolicyException.class)
        .isThrownBy(() -> PolicyFile.parse(without))
        .withMessageContaining(claim);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"count\": { \"require\": 1 } -> \"count\": { \"require\": 0 }",
        "\"count\": { \"require\": 1 } -> \"count\": { \"require\": 65 }",
        "\"nonce\": { \"require\": true } -> \"nonce\": { \"require\": false }",
        "[\"550.90.07\"] -> []",
        "\"version\": 1 -> \"version\": 2",
        "\"keySets\": -> \"issuers\": [], \"keySets\":",
        "\"keySets\": -> \"nonsense\": 1, \"keySets\":",
        "{ \"ignore\": \"--endorsements is our own file, got over TLS\" } -> { \"require\": [\"0102\"] }"
      })
  void refusesAboutAnswers(String change) throws Exception {
    String[] parts = change.split(" -> ", 2);
    assertThat(examples().getLast()).contains(parts[0]);
    String changed = examples().getLast().replace(parts[0], parts[1]);
    assertThatExceptionOfType(MalformedPolicyException.class)
        .isThrownBy(() -> PolicyFile.parse(changed));
  }

  @Test
  void theBuilderIsAsStrict() {
    assertThatIllegalStateException().isThrownBy(() -> NvidiaPolicy.forGpus().build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NvidiaPolicy.forGpus().requireDevices(Set.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NvidiaPolicy.forGpus().requireDevices(Set.of("x")));
    assertThatIllegalArgumentException().isThrownBy(() -> NvidiaPolicy.forGpus().deny("0x1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NvidiaPolicy.forGpus().requireCount(0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NvidiaPolicy.forGpus().allowUnknownRevocation(" "));
  }
}
