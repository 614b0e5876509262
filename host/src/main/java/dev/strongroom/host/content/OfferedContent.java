// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.content;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A file that the enclave may have. It is the enclave that checks what comes of it.
///
/// @param sha256 32 bytes
/// @param length in bytes
public record OfferedContent(Bytes sha256, long length, Path file) {
  /// Reads a file for its digest.
  ///
  /// @throws IOException if it can't be read
  public static OfferedContent of(Path file) throws IOException {
    MessageDigest digest = newSha256();
    byte[] buffer = new byte[1 << 16];
    long length = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        length += n;
      }
    }
    return new OfferedContent(Bytes.copyOf(digest.digest()), length, file);
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
