// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.composite.CompositePolicy;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the policy of kind `composite`: one policy for the machine, and one for each kind of
/// device.
final class CompositePolicyReader {
  private CompositePolicyReader() {}

  static CompositePolicy read(JsonNode policy) throws MalformedJsonException {
    policy.onlyMembers(
        Set.of("$schema", "version", "kind", "comment", "cpu", "devices", "nonce", "publicKey"));
    Map<EvidenceKind, AppraisalPolicy> devices = new EnumMap<>(EvidenceKind.class);
    for (JsonNode node : policy.member("devices").items()) {
      AppraisalPolicy device = PolicyFile.read(node);
      if (devices.put(device.kind(), device) != null) {
        throw node.error("a second policy for this kind of device");
      }
    }
    try {
      return new CompositePolicy(
          PolicyFile.read(policy.member("cpu")),
          devices,
          bound(policy, "nonce"),
          bound(policy, "publicKey"));
    } catch (IllegalArgumentException e) {
      throw policy.error(String.valueOf(e.getMessage()));
    }
  }

  private static Requirement<Boolean> bound(JsonNode policy, String name)
      throws MalformedJsonException {
    List<Requirement<Boolean>> said = new ArrayList<>();
    PolicyJson.claim(
        policy,
        name,
        value -> PolicyJson.onlyTrue(value, () -> said.add(new Requirement.Require<>(true))),
        why -> said.add(new Requirement.Ignore<>(why)));
    return said.getFirst();
  }
}
