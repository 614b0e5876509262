// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static dev.strongroom.attestation.policy.PolicyJson.claim;
import static dev.strongroom.attestation.policy.PolicyJson.onlyTrue;

import dev.strongroom.attestation.azure.AzureSnpPolicy;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.snp.SnpPolicy;
import java.util.HashSet;
import java.util.Set;

/// Reads policies of the kinds `sev-snp` and `azure-sev-snp`: `docs/appraisal-policy-sev-snp.md`.
final class SnpPolicyReader {
  private static final Set<String> ALWAYS = Set.of("$schema", "version", "kind", "comment");

  private SnpPolicyReader() {}

  static SnpPolicy read(JsonNode policy) throws MalformedJsonException {
    policy.onlyMembers(members(Set.of("nonce", "userData")));
    SnpPolicy.Builder builder = SnpPolicy.builder(SnpRequirementsReader.read(policy));
    claim(policy, "nonce", v -> onlyTrue(v, builder::requireNonce), builder::ignoreNonce);
    claim(policy, "userData", v -> onlyTrue(v, builder::requireUserData), builder::ignoreUserData);
    return builder.build();
  }

  static AzureSnpPolicy readAzure(JsonNode policy) throws MalformedJsonException {
    policy.onlyMembers(members(VtpmRequirementsReader.MEMBERS));
    return new AzureSnpPolicy(
        SnpRequirementsReader.read(policy), VtpmRequirementsReader.read(policy));
  }

  private static Set<String> members(Set<String> more) {
    Set<String> members = new HashSet<>(SnpRequirementsReader.members());
    members.addAll(ALWAYS);
    members.addAll(more);
    return members;
  }
}
