// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.nvidia.nras.NrasPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads policies of the kind `nvidia-nras`.
final class NrasPolicyReader {
  private static final int MOST = 64;
  private static final int DIGEST = 32;

  private NrasPolicyReader() {}

  static NrasPolicy read(JsonNode policy) throws MalformedJsonException {
    policy.onlyMembers(
        Set.of(
            "$schema", "version", "kind", "comment", "issuers", "keySets", "count", "driver",
            "vbios", "device", "nonce"));
    Optional<JsonNode> issuers = policy.optional("issuers");
    return new NrasPolicy(
        issuers.isPresent() ? PolicyJson.texts(issuers.get()) : Set.of(NrasPolicy.PRODUCTION),
        claim(policy, "keySets", value -> PolicyJson.values(value, DIGEST)),
        claim(policy, "nonce", NrasPolicyReader::onlyTrue),
        claim(policy, "count", value -> value.integer(1, MOST)),
        claim(policy, "driver", PolicyJson::texts),
        claim(policy, "vbios", PolicyJson::texts),
        claim(policy, "device", PolicyJson::texts));
  }

  /// What a claim's required value says.
  private interface Wanted<T> {
    T of(JsonNode value) throws MalformedJsonException;
  }

  private static <T> Requirement<T> claim(JsonNode policy, String name, Wanted<T> wanted)
      throws MalformedJsonException {
    List<Requirement<T>> said = new ArrayList<>();
    PolicyJson.claim(
        policy,
        name,
        value -> said.add(new Require<>(wanted.of(value))),
        why -> said.add(new Ignore<>(why)));
    return said.getFirst();
  }

  private static boolean onlyTrue(JsonNode value) throws MalformedJsonException {
    PolicyJson.onlyTrue(value, () -> {});
    return true;
  }
}
