// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.signature.RequestKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;

/// An agent's own Ed25519 key in a file: the 32 bytes of its seed (RFC 8032, section 5.1.5) and
/// nothing else, readable by its owner only.
public final class AgentKey {
  private static final int SEED = 32;
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private AgentKey() {}

  /// Reads the key, or makes one where there is no file.
  ///
  /// @return the caller's to close
  /// @throws IOException if the file can't be read or written, isn't a key, or others can read it
  public static RequestKey in(Path file, SecureRandom random) throws IOException {
    try {
      return read(file);
    } catch (NoSuchFileException e) {
      return create(file, random);
    }
  }

  /// Reads the key.
  ///
  /// @return the caller's to close
  /// @throws NoSuchFileException if there is no file
  /// @throws IOException if it can't be read, isn't a key, or others can read it
  public static RequestKey read(Path file) throws IOException {
    if (!OWNER.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
      throw new IOException("others than its owner may use " + file + ": chmod 600 it");
    }
    byte[] seed = new byte[SEED + 1];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      int length = Channels.newInputStream(channel).readNBytes(seed, 0, seed.length);
      if (length != SEED) {
        throw new IOException(file + " isn't an agent's key: it has to have 32 bytes");
      }
      return taken(seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  private static RequestKey create(Path file, SecureRandom random) throws IOException {
    byte[] seed = new byte[SEED + 1];
    try {
      byte[] fresh = new byte[SEED];
      random.nextBytes(fresh);
      System.arraycopy(fresh, 0, seed, 0, SEED);
      Arrays.fill(fresh, (byte) 0);
      write(file, seed);
      return taken(seed);
    } catch (FileAlreadyExistsException e) {
      // Somebody else was quicker: theirs counts, once it is written.
      return read(file);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /// Under another name first, so that nobody reads half of it; a link doesn't replace a file.
  private static void write(Path file, byte[] seed) throws IOException {
    FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(OWNER);
    Path folder = file.toAbsolutePath().getParent();
    Path fresh = Files.createTempFile(folder, ".agent-key", "", mode);
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer content = ByteBuffer.wrap(seed, 0, SEED);
        while (content.hasRemaining()) {
          channel.write(content);
        }
        channel.force(true);
      }
      Files.createLink(file, fresh);
    } finally {
      Files.delete(fresh);
    }
  }

  private static RequestKey taken(byte[] seed) {
    byte[] exact = Arrays.copyOf(seed, SEED);
    try {
      return RequestKey.ofEd25519(SigningKey.ofSeed(exact));
    } finally {
      Arrays.fill(exact, (byte) 0);
    }
  }
}
