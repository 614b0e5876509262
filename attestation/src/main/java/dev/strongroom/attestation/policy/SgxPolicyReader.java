// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static dev.strongroom.attestation.policy.PolicyJson.claim;
import static dev.strongroom.attestation.policy.PolicyJson.hex;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.sgx.Masked;
import dev.strongroom.attestation.sgx.SgxPolicy;
import dev.strongroom.attestation.sgx.SgxPolicy.Allowance;
import dev.strongroom.attestation.sgx.SgxPolicy.Identity;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads the policy of kind `sgx`: one object per claim, with either `require` or `ignore`.
final class SgxPolicyReader {
  private static final int MOST = 0xffff;
  private static final Set<String> OTHERS =
      Set.of(
          "productId",
          "securityVersion",
          "configVersion",
          "attributes",
          "miscSelect",
          "reportData");
  private static final QuotePolicyReader<Identity, Allowance> QUOTES =
      new QuotePolicyReader<>(
          EnumSet.allOf(Identity.class),
          EnumSet.allOf(Allowance.class).stream()
              .collect(Collectors.toMap(Allowance::label, Function.identity())));

  private SgxPolicyReader() {}

  static SgxPolicy read(JsonNode policy) throws MalformedJsonException {
    policy.onlyMembers(QUOTES.members(OTHERS));
    SgxPolicy.Builder builder = SgxPolicy.builder();
    QUOTES.read(policy, builder);
    QUOTES.readReportData(policy, builder);
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
    return builder.build();
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
