// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static dev.strongroom.attestation.policy.PolicyJson.allowed;
import static dev.strongroom.attestation.policy.PolicyJson.anchor;
import static dev.strongroom.attestation.policy.PolicyJson.claim;
import static dev.strongroom.attestation.policy.PolicyJson.onlyTrue;
import static dev.strongroom.attestation.policy.PolicyJson.texts;

import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.nvidia.NvidiaMode;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import dev.strongroom.attestation.nvidia.NvidiaPolicyBuilder;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Reads policies of the kinds `nvidia-gpu` and `nvidia-switch`; what only GPUs have is no member
/// of a policy for switches.
final class NvidiaPolicyReader {
  private static final int MOST = 64;

  private static final Set<String> MEMBERS =
      Set.of(
          "$schema",
          "version",
          "kind",
          "comment",
          "anchors",
          "manifestAnchors",
          "count",
          "architecture",
          "vbios",
          "vbiosManifest",
          "device",
          "denied",
          "nonce",
          "unknownRevocation",
          "hold",
          "expiredManifest");

  private static final Set<String> OF_GPUS = Set.of("driver", "driverManifest", "mode", "wholeGpu");

  private NvidiaPolicyReader() {}

  static NvidiaPolicy read(JsonNode policy, EvidenceKind kind) throws MalformedJsonException {
    boolean gpus = kind == EvidenceKind.NVIDIA_GPU;
    Set<String> members = new HashSet<>(MEMBERS);
    if (gpus) {
      members.addAll(OF_GPUS);
    }
    policy.onlyMembers(members);
    NvidiaPolicyBuilder builder = gpus ? NvidiaPolicy.forGpus() : NvidiaPolicy.forSwitches();
    anchors(policy, builder);
    claim(policy, "count", v -> count(v, builder), builder::ignoreCount);
    claim(
        policy,
        "architecture",
        v -> builder.requireArchitectures(named(v, NvidiaArchitecture.values())),
        builder::ignoreArchitectures);
    claim(
        policy, "vbios", v -> builder.requireVbiosVersions(texts(v)), builder::ignoreVbiosVersions);
    claim(
        policy,
        "vbiosManifest",
        v -> onlyTrue(v, builder::requireVbiosManifest),
        builder::ignoreVbiosManifest);
    if (gpus) {
      gpus(policy, builder);
    }
    claim(policy, "device", v -> builder.requireDevices(texts(v)), builder::ignoreDevices);
    claim(policy, "nonce", v -> onlyTrue(v, builder::requireNonce), builder::ignoreNonce);
    denied(policy, builder);
    allowed(policy, "unknownRevocation").ifPresent(builder::allowUnknownRevocation);
    allowed(policy, "hold").ifPresent(builder::allowHold);
    allowed(policy, "expiredManifest").ifPresent(builder::allowExpiredManifest);
    return builder.build();
  }

  private static void gpus(JsonNode policy, NvidiaPolicyBuilder builder)
      throws MalformedJsonException {
    claim(
        policy,
        "driver",
        v -> builder.requireDriverVersions(texts(v)),
        builder::ignoreDriverVersions);
    claim(
        policy,
        "driverManifest",
        v -> onlyTrue(v, builder::requireDriverManifest),
        builder::ignoreDriverManifest);
    claim(
        policy,
        "mode",
        v -> builder.requireModes(named(v, NvidiaMode.values())),
        builder::ignoreModes);
    claim(policy, "wholeGpu", v -> onlyTrue(v, builder::requireWholeGpu), builder::ignoreWholeGpu);
  }

  private static void anchors(JsonNode policy, NvidiaPolicyBuilder builder)
      throws MalformedJsonException {
    Optional<JsonNode> devices = policy.optional("anchors");
    if (devices.isPresent()) {
      for (JsonNode item : devices.get().items()) {
        builder.anchor(anchor(item));
      }
    }
    Optional<JsonNode> manifests = policy.optional("manifestAnchors");
    if (manifests.isPresent()) {
      for (JsonNode item : manifests.get().items()) {
        builder.manifestAnchor(anchor(item));
      }
    }
  }

  private static void count(JsonNode value, NvidiaPolicyBuilder builder)
      throws MalformedJsonException {
    value.onlyMembers(Set.of("gpus", "switches"));
    builder.requireCount(
        value.member("gpus").integer(0, MOST), value.member("switches").integer(0, MOST));
  }

  private static void denied(JsonNode policy, NvidiaPolicyBuilder builder)
      throws MalformedJsonException {
    Optional<JsonNode> denied = policy.optional("denied");
    if (denied.isPresent()) {
      for (JsonNode item : denied.get().items()) {
        try {
          builder.deny(item.text());
        } catch (IllegalArgumentException e) {
          throw item.error(String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private static <T> Set<T> named(JsonNode list, T[] known) throws MalformedJsonException {
    Set<T> found = new HashSet<>();
    for (JsonNode item : list.items()) {
      T match = null;
      for (T candidate : known) {
        if (candidate.toString().equals(item.text())) {
          match = candidate;
        }
      }
      if (match == null) {
        throw item.error("unknown: " + item.text());
      }
      found.add(match);
    }
    return found;
  }
}
