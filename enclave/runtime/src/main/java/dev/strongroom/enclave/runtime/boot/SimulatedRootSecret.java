// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;

/// The root secret of a simulated enclave: a plain file that whoever owns the machine can read.
final class SimulatedRootSecret {
  private SimulatedRootSecret() {}

  /// Reads the file, or makes it with mode 0600.
  ///
  /// @throws IOException if it can't be read or made, or holds something else than 32 bytes
  static RootSecret load(Path file, SecureRandom random) throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      byte[] fresh = new byte[RootSecret.LENGTH];
      random.nextBytes(fresh);
      Files.write(file, fresh);
      Arrays.fill(fresh, (byte) 0);
    } catch (FileAlreadyExistsException e) {
      // The deployment's own, from an earlier boot.
    }
    byte[] secret = Files.readAllBytes(file);
    if (secret.length != RootSecret.LENGTH) {
      throw new IOException(file + " holds no root secret of " + RootSecret.LENGTH + " bytes");
    }
    return new RootSecret(Secret.owning(secret));
  }
}
