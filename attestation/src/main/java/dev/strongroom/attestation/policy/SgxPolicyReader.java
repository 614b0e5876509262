// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static dev.strongroom.attestation.policy.PolicyJson.allowed;
import static dev.strongroom.attestation.policy.PolicyJson.anchor;
import static dev.strongroom.attestation.policy.PolicyJson.claim;
import static dev.strongroom.attestation.policy.PolicyJson.hex;
import static dev.strongroom.attestation.policy.PolicyJson.onlyTrue;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.sgx.Masked;
import dev.strongroom.attestation.sgx.SgxPolicy;
import dev.strongroom.attestation.sgx.SgxPolicy.Allowance;
import dev.strongroom.attestation.sgx.SgxPolicy.Identity;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Reads the policy of kind `sgx`: one object per claim, with either `require` or `ignore`.
final class SgxPolicyReader {
  private static final int MOST = 0xffff;
  private static final Set<String> OTHERS =
      Set.of(
          "$schema",
          "version",
          "kind",
          "comment",
          "anchors",
          "platform",
          "productId",
          "securityVersion",
          "configVersion",
          "attributes",
          "miscSelect",
          "reportData");

  private SgxPolicyReader() {}

  static SgxPolicy read(JsonNode policy) throws MalformedJsonException {
    policy.onlyMembers(members());
    SgxPolicy.Builder builder = SgxPolicy.builder();
    Optional<JsonNode> anchors = policy.optional("anchors");
    if (anchors.isPresent()) {
      for (JsonNode anchor : anchors.get().items()) {
        builder.anchor(anchor(anchor));
      }
    }
    builder.platform(PlatformTermsReader.read(policy.member("platform")));
    for (Identity identity : Identity.values()) {
      claim(
          policy,
          identity.label(),
          v -> builder.require(identity, PolicyJson.values(v, identity.length())),
          why -> builder.ignore(identity, why));
    }
    claim(
        policy, "productId", v -> builder.requireProductIds(numbers(v)), builder::ignoreProductIds);
    claim(
        policy,
        "securityVersion",
        v -> builder.requireSecurityVersion(v.integer(0, MOST)),
        builder::ignoreSecurityVersion);
    claim(
        policy,
        "configVersion",
        v -> builder.requireConfigVersion(v.integer(0, MOST)),
        builder::ignoreConfigVersion);
    claim(
        policy,
        "attributes",
        v -> builder.requireAttributes(masked(v, 16)),
        builder::ignoreAttributes);
    claim(
        policy,
        "miscSelect",
        v -> builder.requireMiscSelect(masked(v, 4)),
        builder::ignoreMiscSelect);
    claim(
        policy,
        "reportData",
        v -> onlyTrue(v, builder::requireReportData),
        builder::ignoreReportData);
    for (Allowance allowance : Allowance.values()) {
      allowed(policy, allowance.label()).ifPresent(why -> builder.allow(allowance, why));
    }
    return builder.build();
  }

  private static Set<String> members() {
    Set<String> members = new HashSet<>(OTHERS);
    for (Identity identity : Identity.values()) {
      members.add(identity.label());
    }
    for (Allowance allowance : Allowance.values()) {
      members.add(allowance.label());
    }
    return members;
  }

  private static Set<Integer> numbers(JsonNode list) throws MalformedJsonException {
    Set<Integer> numbers = new HashSet<>();
    for (JsonNode item : list.items()) {
      numbers.add(item.integer(0, MOST));
    }
    return numbers;
  }

  private static Masked masked(JsonNode wanted, int length) throws MalformedJsonException {
    wanted.onlyMembers(Set.of("mask", "value"));
    return new Masked(hex(wanted.member("mask"), length), hex(wanted.member("value"), length));
  }
}
