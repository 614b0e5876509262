// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.json.JsonNode;
import java.util.Map;

/// How a person shows who they are.
public sealed interface WalletLogin {
  /// As the interface has it.
  Map<String, Object> members();

  /// By Telegram.
  ///
  /// @param initData of the mini app, as it got it
  record Telegram(String initData) implements WalletLogin {
    @Override
    public Map<String, Object> members() {
      return Map.of("kind", "telegram", "initData", initData);
    }
  }

  /// By an OIDC provider.
  ///
  /// @param token the ID token
  record Oidc(String token) implements WalletLogin {
    @Override
    public Map<String, Object> members() {
      return Map.of("kind", "oidc", "token", token);
    }
  }

  /// By a passkey.
  ///
  /// @param response the assertion as JSON (WebAuthn level 3, `toJSON()`)
  record Passkey(JsonNode response) implements WalletLogin {
    @Override
    public Map<String, Object> members() {
      return Map.of("kind", "passkey", "response", response.value());
    }
  }
}
