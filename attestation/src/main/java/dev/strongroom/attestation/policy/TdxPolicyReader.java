// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static dev.strongroom.attestation.policy.PolicyJson.claim;
import static dev.strongroom.attestation.policy.PolicyJson.hex;
import static dev.strongroom.attestation.policy.PolicyJson.onlyTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.azure.AzureTdxPolicy;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.tdx.TdxPolicy;
import dev.strongroom.attestation.tdx.TdxPolicy.Allowance;
import dev.strongroom.attestation.tdx.TdxPolicy.Register;
import dev.strongroom.attestation.tdx.WantedEvent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads policies of the kinds `tdx` and `azure-tdx`: one object per claim, with either `require`
/// or `ignore`.
final class TdxPolicyReader {
  private static final Set<String> OTHERS = Set.of("eventLog", "serviceTds", "moduleSigners");
  private static final QuotePolicyReader<Register, Allowance> QUOTES =
      new QuotePolicyReader<>(
          EnumSet.allOf(Register.class),
          EnumSet.allOf(Allowance.class).stream()
              .collect(Collectors.toMap(Allowance::label, Function.identity())));

  private TdxPolicyReader() {}

  static TdxPolicy read(JsonNode policy) throws MalformedJsonException {
    policy.onlyMembers(members(Set.of("reportData")));
    TdxPolicy.Builder builder = domain(policy);
    QUOTES.readReportData(policy, builder);
    return builder.build();
  }

  static AzureTdxPolicy readAzure(JsonNode policy) throws MalformedJsonException {
    policy.onlyMembers(members(VtpmRequirementsReader.MEMBERS));
    return new AzureTdxPolicy(
        domain(policy).ignoreReportData("the digest of the runtime data").build(),
        VtpmRequirementsReader.read(policy));
  }

  private static Set<String> members(Set<String> more) {
    Set<String> others = new HashSet<>(OTHERS);
    others.addAll(more);
    return QUOTES.members(others);
  }

  /// What is asked of a trust domain, whatever its report data stand for.
  private static TdxPolicy.Builder domain(JsonNode policy) throws MalformedJsonException {
    TdxPolicy.Builder builder = TdxPolicy.builder();
    QUOTES.read(policy, builder);
    claim(policy, "eventLog", v -> builder.requireEventLog(events(v)), builder::ignoreEventLog);
    Optional<JsonNode> services = policy.optional("serviceTds");
    if (services.isPresent()) {
      builder.acceptServiceTds(PolicyJson.values(services.get(), 48));
    }
    Optional<JsonNode> signers = policy.optional("moduleSigners");
    if (signers.isPresent()) {
      builder.acceptModuleSigners(PolicyJson.values(signers.get(), 48));
    }
    return builder;
  }

  /// Reads `true` or a list of events.
  private static List<WantedEvent> events(JsonNode wanted) throws MalformedJsonException {
    if (wanted.value() instanceof Boolean) {
      onlyTrue(wanted, () -> {});
      return List.of();
    }
    List<WantedEvent> events = new ArrayList<>();
    for (JsonNode event : wanted.items()) {
      event.onlyMembers(Set.of("register", "name", "digest", "payload"));
      Optional<JsonNode> name = event.optional("name");
      Optional<JsonNode> digest = event.optional("digest");
      Optional<JsonNode> payload = event.optional("payload");
      try {
        events.add(
            new WantedEvent(
                event.member("register").integer(0, 3),
                name.isEmpty() ? Optional.empty() : Optional.of(name.get().text()),
                digest.isEmpty() ? Optional.empty() : Optional.of(hex(digest.get(), 48)),
                payload.isEmpty() ? Optional.empty() : Optional.of(payload(payload.get()))));
      } catch (IllegalArgumentException e) {
        throw event.error(String.valueOf(e.getMessage()));
      }
    }
    return events;
  }

  private static Bytes payload(JsonNode digits) throws MalformedJsonException {
    try {
      return Bytes.fromHex(digits.anyText());
    } catch (IllegalArgumentException e) {
      throw digits.error("not hexadecimal digits");
    }
  }
}
