// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.channel.signature.RequestPublicKey;
import dev.strongroom.policy.Principal;
import java.time.Instant;
import java.util.Map;

/// Somebody who was told from everybody else.
public sealed interface Identity {
  /// Who, as policies and ledger see it.
  Principal principal();

  /// How it was told, for receipts: `signature`, `passkey`, `oidc`, `telegram`, `telegram-test`,
  /// `telegram-hmac`.
  String method();

  /// What else was claimed: texts, longs, booleans.
  Map<String, Object> claims();

  /// An agent, by the key that it signs with.
  ///
  /// @param key its public key
  record Agent(RequestPublicKey key) implements Identity {
    @Override
    public Principal principal() {
      return new Principal(Principal.Kind.AGENT, key.id());
    }

    @Override
    public String method() {
      return "signature";
    }

    @Override
    public Map<String, Object> claims() {
      return Map.of("algorithm", key.algorithm().code());
    }
  }

  /// Somebody with a passkey.
  ///
  /// @param passkey as it is to be kept from now on, with its new counter
  record OfPasskey(RegisteredPasskey passkey) implements Identity {
    @Override
    public Principal principal() {
      return passkey.principal();
    }

    @Override
    public String method() {
      return "passkey";
    }

    @Override
    public Map<String, Object> claims() {
      return Map.of(
          "aaguid", passkey.aaguid(),
          "attestation", passkey.attestation().code(),
          "format", passkey.format(),
          "backed_up", passkey.backedUp());
    }
  }

  /// Somebody whom an OIDC provider knows.
  ///
  /// @param principal `ISSUER#SUBJECT`
  /// @param issuer its URL
  /// @param subject as the issuer calls them
  /// @param audience for whom the token was made
  /// @param issued when
  /// @param expires until when the token holds
  record OfOidc(
      Principal principal,
      String issuer,
      String subject,
      String audience,
      Instant issued,
      Instant expires)
      implements Identity {
    @Override
    public String method() {
      return "oidc";
    }

    @Override
    public Map<String, Object> claims() {
      return Map.of(
          "issuer", issuer,
          "subject", subject,
          "audience", audience,
          "issued", issued.getEpochSecond(),
          "expires", expires.getEpochSecond());
    }
  }

  /// Somebody whom Telegram knows.
  ///
  /// @param principal `BOT:USER`
  /// @param method `telegram` if Telegram signed it; `telegram-test` if another key did that the
  ///   settings name; `telegram-hmac` if whoever has the bot's token could have made it too
  /// @param bot the bot's id
  /// @param user the user's id
  /// @param authenticated when Telegram said so
  record OfTelegram(Principal principal, String method, long bot, long user, Instant authenticated)
      implements Identity {
    @Override
    public Map<String, Object> claims() {
      return Map.of("bot", bot, "user", user, "authenticated", authenticated.getEpochSecond());
    }
  }
}
