// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.vault.key.NoticeContent;
import dev.strongroom.enclave.vault.principal.PrincipalSettings;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.upgrade.UpgradeAnnouncement;
import dev.strongroom.policy.MalformedPolicyException;
import dev.strongroom.policy.Policy;
import dev.strongroom.policy.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the measured configuration says to the vault, as `settings.vault` (`docs/vault.md`).
///
/// @param people who besides agents is known, and how
/// @param walletPolicy what wallets may do that people get at their first contact
/// @param walletsExportable whether their owners can get those wallets' secrets out
/// @param longestUpgradeNotice the longest notice of upgrades that a key may demand; zero: none
/// @param botTokenFrom who brings a Telegram bot's token, where that is taken for more than
///   Telegram's own signature
record VaultSettings(
    PrincipalSettings people,
    Policy walletPolicy,
    boolean walletsExportable,
    Duration longestUpgradeNotice,
    Optional<Principal> botTokenFrom) {
  static final String NAME = "vault";

  /// Whatever is understood in full, by whoever owns the wallet.
  private static final Map<String, Object> USUAL =
      Map.of(
          "version",
          1,
          "rules",
          List.of(
              Map.of(
                  "name",
                  "understood",
                  "effect",
                  "allow",
                  "acts",
                  List.of("sign"),
                  "on",
                  List.of(
                      "evm-transaction",
                      "evm-message",
                      "evm-typed-data",
                      "solana-transaction",
                      "solana-message",
                      "bitcoin-transaction"),
                  "sessions",
                  true)));

  /// Reads the settings; without any, people aren't known.
  ///
  /// @throws MalformedJsonException if they aren't that
  static VaultSettings parse(Optional<JsonNode> node) throws MalformedJsonException {
    if (node.isEmpty()) {
      return of(PrincipalSettings.none());
    }
    node.get()
        .onlyMembers(
            Set.of(
                "people",
                "walletPolicy",
                "walletsExportable",
                "longestUpgradeNotice",
                "botTokenFrom"));
    Optional<JsonNode> notice = node.get().optional("longestUpgradeNotice");
    Optional<JsonNode> people = node.get().optional("people");
    Optional<JsonNode> policy = node.get().optional("walletPolicy");
    Optional<JsonNode> exportable = node.get().optional("walletsExportable");
    Optional<Principal> token = botTokenFrom(node.get());
    return new VaultSettings(
        people.isEmpty() ? PrincipalSettings.none() : people(people.get(), token),
        policy(policy.isEmpty() ? new JsonNode(USUAL, "") : policy.get()),
        exportable.isPresent() && exportable.get().flag(),
        notice.isPresent() ? notice(notice.get()) : Duration.ZERO,
        token);
  }

  /// Of no use if nothing can be announced for as long.
  private static Duration notice(JsonNode node) throws MalformedJsonException {
    Duration notice = NoticeContent.notice(node);
    if (notice.compareTo(UpgradeAnnouncement.MOST_NOTICE) > 0) {
      throw node.error("no notice can be announced that is longer than 365 days");
    }
    return notice;
  }

  private static Optional<Principal> botTokenFrom(JsonNode node) throws MalformedJsonException {
    Optional<JsonNode> name = node.optional("botTokenFrom");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Principal.parse(name.get().text()));
    } catch (IllegalArgumentException e) {
      throw name.get().error(String.valueOf(e.getMessage()));
    }
  }

  private static PrincipalSettings people(JsonNode node, Optional<Principal> tokenFrom)
      throws MalformedJsonException {
    PrincipalSettings people = PrincipalSettings.parse(node);
    boolean hmac = people.telegram().filter(telegram -> telegram.hmacAllowed()).isPresent();
    if (hmac != tokenFrom.isPresent()) {
      throw node.error("telegram.hmac and botTokenFrom go together");
    }
    return people;
  }

  /// The usual settings, with these people.
  static VaultSettings of(PrincipalSettings people) throws MalformedJsonException {
    return new VaultSettings(
        people, policy(new JsonNode(USUAL, "")), false, Duration.ZERO, Optional.empty());
  }

  private static Policy policy(JsonNode node) throws MalformedJsonException {
    try {
      return Policy.parse(CanonicalJson.encode(node.value()));
    } catch (MalformedPolicyException e) {
      throw node.error(e.getMessage());
    }
  }
}
