// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.model;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// What names the bytes of a file.
///
/// @param sha256 32 bytes
/// @param length in bytes
public record ModelDigest(Bytes sha256, long length) {
  /// Greater ones are slower: it takes many calls until hashing is compiled well.
  private static final int BUFFER = 1 << 16;

  /// Reads a file, of any length.
  ///
  /// @throws IOException if it can't be read
  public static ModelDigest of(Path file) throws IOException {
    MessageDigest hashing = newSha256();
    byte[] buffer = new byte[BUFFER];
    long length = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hashing.update(buffer, 0, n);
        length += n;
      }
    }
    return new ModelDigest(Bytes.copyOf(hashing.digest()), length);
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
