// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.upgrade;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.enclave.notary.operators.OperatorQuorum;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.upgrade.UpgradeAnnouncement;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What the measured configuration says of upgrades.
///
/// @param operators who announce and approve
/// @param notice the shortest that they may announce
/// @param window for how long after its approval an image gets the root secret
/// @param heirs what an heir has to satisfy besides its image, which the announcement says
/// @param digest SHA-256 of all that: what was decided under other settings counts for nothing
public record UpgradeSettings(
    OperatorQuorum operators, Duration notice, Duration window, NitroPolicy heirs, Bytes digest) {
  private static final Duration WINDOW = Duration.ofDays(3);
  private static final Duration MOST_WINDOW = Duration.ofDays(30);

  /// Reads settings.
  ///
  /// @throws MalformedJsonException if they aren't any; says where and why
  public static UpgradeSettings parse(JsonNode node) throws MalformedJsonException {
    Set<String> members = new HashSet<>(OperatorQuorum.MEMBERS);
    members.addAll(Set.of("notice", "window", "heirs"));
    node.onlyMembers(members);
    Optional<JsonNode> window = node.optional("window");
    return new UpgradeSettings(
        OperatorQuorum.read(node),
        duration(node.member("notice"), UpgradeAnnouncement.MOST_NOTICE),
        window.isPresent() ? duration(window.get(), MOST_WINDOW) : WINDOW,
        heirs(node.member("heirs")),
        digest(node));
  }

  private static Bytes digest(JsonNode node) throws MalformedJsonException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      CanonicalJson.encode(node.value()).updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// An heir's key has to be bound, and no old evidence may do: else whoever has some of it gets
  /// the root secret.
  private static NitroPolicy heirs(JsonNode node) throws MalformedJsonException {
    AppraisalPolicy policy = PolicyFile.read(node);
    if (!(policy instanceof NitroPolicy nitro)) {
      throw node.member("kind").error("upgrades are announced for Nitro Enclaves only");
    }
    if (nitro.image() instanceof Require) {
      throw node.member("image").error("the announcement says it: ignore is needed here");
    }
    for (NitroPolicy.Binding binding : NitroPolicy.Binding.values()) {
      if (!(nitro.binding(binding) instanceof Require)) {
        throw node.error(binding.label() + " has to be required");
      }
    }
    if (nitro.debugAllowed().isPresent()) {
      throw node.error("an enclave in debug mode can't be an heir");
    }
    return nitro;
  }

  private static Duration duration(JsonNode node, Duration most) throws MalformedJsonException {
    try {
      Duration duration = Duration.parse(node.text());
      if (!duration.isNegative() && duration.compareTo(most) <= 0) {
        return duration;
      }
    } catch (DateTimeException e) {
      // Refused below.
    }
    throw node.error("an ISO 8601 duration up to " + most.toDays() + " days, such as P7D");
  }
}
