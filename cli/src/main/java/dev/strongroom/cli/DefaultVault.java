// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.Optional;

/// The measured settings of a vault to try out: it takes passkeys of its own page, which browsers
/// make for `localhost`.
final class DefaultVault {
  private static final int PORT_OF_HTTPS = 443;

  private DefaultVault() {}

  /// The member of the settings.
  ///
  /// @param vault whether there is one
  /// @param port of the page, measured with it; 0 for any free one, which nobody knows yet: then no
  ///   passkeys are taken
  static Optional<String> settings(boolean vault, int port) {
    if (!vault || port == 0) {
      return Optional.empty();
    }
    String origin = "https://localhost" + (port == PORT_OF_HTTPS ? "" : ":" + port);
    return Optional.of(
        """
        "vault": {
              "people": { "passkeys": { "relyingParty": "localhost", "origins": ["%s"] } }
            }\
        """
            .formatted(origin));
  }
}
