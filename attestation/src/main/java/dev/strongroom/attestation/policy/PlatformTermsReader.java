// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static dev.strongroom.attestation.policy.PolicyJson.claim;
import static dev.strongroom.attestation.policy.PolicyJson.texts;

import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.dcap.PlatformTerms;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Reads `platform` of policies of the kinds `tdx` and `sgx`.
final class PlatformTermsReader {
  private static final Set<String> MEMBERS =
      Set.of(
          "statuses",
          "advisories",
          "evaluation",
          "fmspc",
          "ppid",
          "instance",
          "deniedFmspcs",
          "deniedPpids",
          "deniedInstances");

  private PlatformTermsReader() {}

  static PlatformTerms read(JsonNode terms) throws MalformedJsonException {
    terms.onlyMembers(MEMBERS);
    PlatformTerms.Builder builder = PlatformTerms.builder();
    statuses(terms, builder);
    advisories(terms, builder);
    claim(
        terms,
        "evaluation",
        v -> builder.requireEvaluation(v.integer(1, Integer.MAX_VALUE)),
        builder::ignoreEvaluation);
    claim(
        terms,
        "fmspc",
        v -> builder.requireFmspcs(PolicyJson.values(v, PlatformTerms.FMSPC_LENGTH)),
        builder::ignoreFmspcs);
    claim(
        terms,
        "ppid",
        v -> builder.requirePpids(PolicyJson.values(v, PlatformTerms.ID_LENGTH)),
        builder::ignorePpids);
    claim(
        terms,
        "instance",
        v -> builder.requireInstances(PolicyJson.values(v, PlatformTerms.ID_LENGTH)),
        builder::ignoreInstances);
    Optional<JsonNode> fmspcs = terms.optional("deniedFmspcs");
    if (fmspcs.isPresent()) {
      builder.denyFmspcs(PolicyJson.values(fmspcs.get(), PlatformTerms.FMSPC_LENGTH));
    }
    Optional<JsonNode> ppids = terms.optional("deniedPpids");
    if (ppids.isPresent()) {
      builder.denyPpids(PolicyJson.values(ppids.get(), PlatformTerms.ID_LENGTH));
    }
    Optional<JsonNode> instances = terms.optional("deniedInstances");
    if (instances.isPresent()) {
      builder.denyInstances(PolicyJson.values(instances.get(), PlatformTerms.ID_LENGTH));
    }
    return builder.build();
  }

  /// Reads `{"allow": [...], "why": "..."}`.
  private static void statuses(JsonNode terms, PlatformTerms.Builder builder)
      throws MalformedJsonException {
    Optional<JsonNode> node = terms.optional("statuses");
    if (node.isEmpty()) {
      return;
    }
    node.get().onlyMembers(Set.of("allow", "why"));
    Set<PlatformStatus> accepted = EnumSet.noneOf(PlatformStatus.class);
    for (JsonNode item : node.get().member("allow").items()) {
      accepted.add(status(item));
    }
    try {
      builder.allowStatuses(accepted, node.get().member("why").text());
    } catch (IllegalArgumentException e) {
      throw node.get().error(String.valueOf(e.getMessage()));
    }
  }

  private static PlatformStatus status(JsonNode item) throws MalformedJsonException {
    for (PlatformStatus status : PlatformStatus.values()) {
      if (status.toString().equals(item.text())) {
        return status;
      }
    }
    throw item.error("an unknown status");
  }

  /// Reads `{"accept": [...]}` or `{"allowAny": "why"}`.
  private static void advisories(JsonNode terms, PlatformTerms.Builder builder)
      throws MalformedJsonException {
    Optional<JsonNode> node = terms.optional("advisories");
    if (node.isEmpty()) {
      return;
    }
    if (node.get().names().equals(Set.of("accept"))) {
      builder.allowAdvisories(texts(node.get().member("accept")));
    } else {
      node.get().onlyMembers(Set.of("allowAny"));
      builder.allowAnyAdvisory(node.get().member("allowAny").text());
    }
  }
}
