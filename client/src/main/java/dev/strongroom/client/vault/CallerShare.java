// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import java.util.Map;

/// The caller's part of a key that can't be used without it. It goes over the attested channel
/// only; the client keeps none, but HTTP's buffers hold what was sent until they are collected.
public sealed interface CallerShare {
  /// As the interface has it.
  Map<String, Object> members();

  /// A secret.
  final class Secret implements CallerShare {
    private static final int LENGTH = 32;
    private final Bytes secret;

    /// @param secret 32 bytes
    public Secret(Bytes secret) {
      if (secret.length() != LENGTH) {
        throw new IllegalArgumentException("a share has 32 bytes");
      }
      this.secret = secret;
    }

    @Override
    public Map<String, Object> members() {
      return Map.of("secret", secret.hex());
    }
  }

  /// A password.
  final class Password implements CallerShare {
    private final String password;

    /// @param password as it was typed
    public Password(String password) {
      this.password = password;
    }

    @Override
    public Map<String, Object> members() {
      return Map.of("password", password);
    }
  }
}
