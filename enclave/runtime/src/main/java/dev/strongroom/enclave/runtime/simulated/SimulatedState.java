// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.function.Supplier;

/// What a simulated enclave keeps in a plain folder, where hardware and KMS would be: whoever owns
/// the machine can read it.
///
/// @param folder made if missing
public record SimulatedState(Path folder) {

  /// The deployment's root secret, made when it is first asked for.
  ///
  /// @throws IOException if it can't be read or made, or isn't one
  public RootSecret rootSecret(SecureRandom random) throws IOException {
    byte[] secret =
        kept(
            "root-secret",
            () -> {
              byte[] fresh = new byte[RootSecret.LENGTH];
              random.nextBytes(fresh);
              return fresh;
            });
    if (secret.length != RootSecret.LENGTH) {
      throw new IOException(
          folder.resolve("root-secret") + " doesn't hold " + RootSecret.LENGTH + " bytes");
    }
    return new RootSecret(Secret.owning(secret));
  }

  /// The simulation's root of trust, made when it is first asked for.
  ///
  /// @throws IOException if it can't be read or made, or isn't one
  public SimulatedRoot root(Instant now, SecureRandom random) throws IOException {
    byte[] encoded = kept("vendor-root", () -> SimulatedRoot.generate(now, random).encoded());
    try {
      return SimulatedRoot.parse(encoded);
    } catch (CertificateException e) {
      throw new IOException(folder.resolve("vendor-root") + " is damaged", e);
    }
  }

  /// A file is whole or not there, whenever the process is killed: it is written under another name
  /// and flushed first.
  private byte[] kept(String name, Supplier<byte[]> fresh) throws IOException {
    Path file = folder.resolve(name);
    if (Files.exists(file)) {
      return Files.readAllBytes(file);
    }
    Files.createDirectories(folder);
    Path draft =
        Files.createTempFile(
            folder,
            name,
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(fresh.get()));
        channel.force(true);
      }
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; its file is the deployment's.
    } finally {
      Files.delete(draft);
    }
    try (FileChannel directory = FileChannel.open(folder)) {
      directory.force(true);
    }
    return Files.readAllBytes(file);
  }
}
