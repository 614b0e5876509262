// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.inputs.MalformedLockException;
import dev.strongroom.image.release.Envelope;
import dev.strongroom.image.release.Release;
import dev.strongroom.image.release.ReleaseException;
import dev.strongroom.image.release.ReleaseKey;
import dev.strongroom.image.release.SignedRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads the files that the commands about releases have in common.
final class ReleaseFile {
  private static final int LIMIT = 1 << 20;

  private ReleaseFile() {}

  /// A release that a key signed.
  ///
  /// @throws ReleaseException if it didn't
  static Release verified(Path file, Path key) throws ReleaseException, UsageException {
    return SignedRelease.verify(Envelope.parse(text(file)), key(key), SignatureProvider.fastest());
  }

  /// A release that anybody may have signed.
  static Release unverified(Path file) throws ReleaseException, UsageException {
    return SignedRelease.read(Envelope.parse(text(file)));
  }

  /// A public key or a certificate.
  static ReleaseKey key(Path file) throws UsageException {
    try {
      return ReleaseKey.ofPem(text(file));
    } catch (ReleaseException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }

  static Lock lock(Path file) throws UsageException {
    try {
      return Lock.parse(text(file));
    } catch (MalformedLockException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }

  /// All of a text file, if it isn't longer than anybody's.
  static String text(Path file) throws UsageException {
    try {
      if (Files.size(file) > LIMIT) {
        throw new UsageException(file + " has more than " + LIMIT + " bytes");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new UsageException(file + " can't be read (" + e.getMessage() + ")");
    }
  }
}
