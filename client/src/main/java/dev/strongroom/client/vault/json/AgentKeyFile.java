// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault.json;

import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.signature.RequestKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;

/// The key by which an agent is known: the 32 bytes of a private key of Ed25519 (RFC 8032) in a
/// file that nobody else may read. Whoever reads it is the agent.
public final class AgentKeyFile {
  private static final int SEED = 32;
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private AgentKeyFile() {}

  /// Reads the key, or makes one if there is no such file; its folders are made too.
  ///
  /// @return the caller's to close
  /// @throws IOException if it can't be read or made, isn't a key, or others may read it
  public static RequestKey open(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      make(file, random);
    }
    if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IOException(file + ": others can read it; chmod 600, and think of a new key");
    }
    byte[] seed = new byte[SEED];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.wrap(seed);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // Until all of it is there.
      }
      if (buffer.hasRemaining() || channel.size() != SEED) {
        throw new IOException(file + ": not an agent's key, which has 32 bytes");
      }
      return RequestKey.ofEd25519(SigningKey.ofSeed(seed));
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /// Under another name first, so that nobody reads half a key.
  private static void make(Path file, SecureRandom random) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    byte[] seed = new byte[SEED];
    random.nextBytes(seed);
    Path part = file.resolveSibling(file.getFileName() + "." + random.nextInt(1 << 30) + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER))) {
      ByteBuffer bytes = ByteBuffer.wrap(seed);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      Files.createLink(file, part);
    } catch (FileAlreadyExistsException e) {
      // Somebody was quicker; theirs is read.
    } finally {
      Files.deleteIfExists(part);
      Arrays.fill(seed, (byte) 0);
    }
  }
}
