// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.policy.PolicyFile;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the measured configuration says of the log's members (`docs/members.md`, section 2).
///
/// @param at where members are reached, their own address among them or not
/// @param patience how long the writer may be silent before another takes over
/// @param policy for the writer's evidence; empty: it has to be measured as this enclave is
public record MemberSettings(
    List<Address> at, Duration patience, Optional<AppraisalPolicy> policy) {
  private static final int MOST = 16;
  private static final int PORTS = 65_535;
  private static final int BEATS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /// Where a member is reached.
  ///
  /// @param host compared letter by letter with the configuration's egress
  /// @param port of the attested channel
  public record Address(String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /// Copies the list.
  public MemberSettings {
    at = List.copyOf(at);
  }

  /// Reads settings.
  ///
  /// @throws MalformedJsonException if they aren't any; says where and why
  public static MemberSettings parse(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("at", "patience", "policy"));
    List<Address> at = new ArrayList<>();
    for (JsonNode item : node.member("at").items()) {
      at.add(address(item));
    }
    if (at.size() > MOST) {
      throw node.member("at").error("more than " + MOST);
    }
    Optional<JsonNode> policy = node.optional("policy");
    return new MemberSettings(
        at,
        patience(node.optional("patience")),
        policy.isPresent() ? Optional.of(PolicyFile.read(policy.get())) : Optional.empty());
  }

  private static Address address(JsonNode item) throws MalformedJsonException {
    String text = item.text();
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port > 0 && port <= PORTS) {
        return new Address(text.substring(0, colon), port);
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw item.error("HOST:PORT is needed");
  }

  private static Duration patience(Optional<JsonNode> node) throws MalformedJsonException {
    if (node.isEmpty()) {
      return PATIENCE;
    }
    try {
      Duration patience = Duration.parse(node.get().text());
      if (patience.compareTo(SHORTEST) >= 0 && patience.compareTo(LONGEST) <= 0) {
        return patience;
      }
    } catch (DateTimeException e) {
      // Refused below.
    }
    throw node.get().error("an ISO 8601 duration from PT1S to PT5M is needed");
  }

  /// How often the writer says that it is there, and the others look.
  public Duration beat() {
    return patience.dividedBy(BEATS);
  }
}
