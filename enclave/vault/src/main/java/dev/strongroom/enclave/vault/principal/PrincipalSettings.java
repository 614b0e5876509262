// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How people are told from each other (`docs/vault-people.md`): what the measured configuration
/// says under `vault.people`. What isn't there isn't taken.
///
/// @param passkeys whose passkeys, if any
/// @param oidc which providers, each issuer once
/// @param telegram which bot, if any
public record PrincipalSettings(
    Optional<PasskeySettings> passkeys,
    List<OidcSettings> oidc,
    Optional<TelegramSettings> telegram) {
  private static final int MOST_ISSUERS = 32;

  /// Copies the list.
  public PrincipalSettings {
    oidc = List.copyOf(oidc);
  }

  /// Settings by which nobody but agents can be told.
  public static PrincipalSettings none() {
    return new PrincipalSettings(Optional.empty(), List.of(), Optional.empty());
  }

  /// Reads the settings.
  ///
  /// @throws MalformedJsonException if something is missing, unknown, or doesn't fit
  public static PrincipalSettings parse(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("passkeys", "oidc", "telegram"));
    var passkeys = node.optional("passkeys");
    var telegram = node.optional("telegram");
    return new PrincipalSettings(
        passkeys.isPresent()
            ? Optional.of(PasskeySettings.parse(passkeys.get()))
            : Optional.empty(),
        issuers(node.optional("oidc")),
        telegram.isPresent()
            ? Optional.of(TelegramSettings.parse(telegram.get()))
            : Optional.empty());
  }

  private static List<OidcSettings> issuers(Optional<JsonNode> node) throws MalformedJsonException {
    List<OidcSettings> issuers = new ArrayList<>();
    if (node.isPresent()) {
      for (JsonNode item : node.get().items()) {
        OidcSettings issuer = OidcSettings.parse(item);
        if (issuers.size() == MOST_ISSUERS
            || issuers.stream().anyMatch(other -> other.issuer().equals(issuer.issuer()))) {
          throw item.error("an issuer comes twice, or there are too many");
        }
        issuers.add(issuer);
      }
    }
    return issuers;
  }
}
