// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import java.util.Optional;
import java.util.regex.Pattern;

/// Somebody, or a drawer, that holds one share of a recovery kit.
///
/// @param name for people: 1 to 64 letters, digits, `.`, `_`, `@` and `-`
/// @param encryptionKey the X25519 key that the share is encrypted to, 32 bytes; empty if the owner
///   prints the share
public record Guardian(String name, Optional<Bytes> encryptionKey) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

  /// Checks name and length.
  public Guardian {
    if (!NAME.matcher(name).matches()
        || encryptionKey.filter(key -> key.length() != EncryptionKey.LENGTH).isPresent()) {
      throw new IllegalArgumentException(
          "a guardian has a name of 1 to 64 letters, digits and . _ @ -, and a key of 32 bytes");
    }
  }
}
