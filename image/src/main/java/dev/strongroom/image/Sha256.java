// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 (FIPS 180-4), by which inputs are pinned.
public final class Sha256 {
  private Sha256() {}

  /// A fresh digest.
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// The digest of a file's bytes, 32 bytes.
  ///
  /// @throws IOException if it can't be read
  public static Bytes of(Path file) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    }
    return Bytes.copyOf(digest.digest());
  }

  /// The digest of bytes, 32 bytes.
  public static Bytes of(Bytes bytes) {
    MessageDigest digest = digest();
    bytes.updateTo(digest);
    return Bytes.copyOf(digest.digest());
  }
}
