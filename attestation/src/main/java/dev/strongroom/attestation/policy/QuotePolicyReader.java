// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static dev.strongroom.attestation.policy.PolicyJson.allowed;
import static dev.strongroom.attestation.policy.PolicyJson.anchor;
import static dev.strongroom.attestation.policy.PolicyJson.claim;
import static dev.strongroom.attestation.policy.PolicyJson.onlyTrue;

import dev.strongroom.attestation.dcap.QuotePolicy;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what policies for quotes say alike.
///
/// @param <C> the claims whose accepted values are listed
/// @param <A> what is refused unless it is allowed for a reason
final class QuotePolicyReader<C extends Enum<C> & QuotePolicy.Claim, A extends Enum<A>> {
  private static final Set<String> MEMBERS =
      Set.of("$schema", "version", "kind", "comment", "anchors", "platform");

  private final Set<C> claims;
  private final Map<String, A> allowances;

  /// @param allowances by their names in JSON
  QuotePolicyReader(Set<C> claims, Map<String, A> allowances) {
    this.claims = claims;
    this.allowances = allowances;
  }

  /// The members that it reads, and more.
  Set<String> members(Set<String> more) {
    Set<String> members = new HashSet<>(MEMBERS);
    members.addAll(more);
    claims.forEach(claim -> members.add(claim.label()));
    members.addAll(allowances.keySet());
    return members;
  }

  /// Reads all but the report data, which may stand for something else.
  void read(JsonNode policy, QuotePolicy.Builder<?, C, A> builder) throws MalformedJsonException {
    Optional<JsonNode> anchors = policy.optional("anchors");
    if (anchors.isPresent()) {
      for (JsonNode anchor : anchors.get().items()) {
        builder.anchor(anchor(anchor));
      }
    }
    builder.platform(PlatformTermsReader.read(policy.member("platform")));
    for (C claim : claims) {
      claim(
          policy,
          claim.label(),
          v -> builder.require(claim, PolicyJson.values(v, claim.length())),
          why -> builder.ignore(claim, why));
    }
    for (Map.Entry<String, A> allowance : allowances.entrySet()) {
      allowed(policy, allowance.getKey())
          .ifPresent(why -> builder.allow(allowance.getValue(), why));
    }
  }

  /// Reads the report data.
  void readReportData(JsonNode policy, QuotePolicy.Builder<?, C, A> builder)
      throws MalformedJsonException {
    claim(
        policy,
        "reportData",
        v -> onlyTrue(v, builder::requireReportData),
        builder::ignoreReportData);
  }
}
