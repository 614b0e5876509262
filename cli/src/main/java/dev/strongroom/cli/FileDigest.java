// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.function.LongConsumer;

/// SHA-256 of a file, whatever its length, through one buffer.
///
/// @param sha256 32 bytes
/// @param stamp of the file, which was the same before and after
record FileDigest(Bytes sha256, FileStamp stamp) {
  /// Greater ones are slower: it takes many calls until hashing is compiled well.
  private static final int BUFFER = 1 << 16;

  /// Reads a file.
  ///
  /// @param read told how many bytes came, each time some came
  /// @throws UsageException if it can't be read, isn't an ordinary file, or changes meanwhile
  static FileDigest of(Path file, LongConsumer read) throws UsageException {
    FileStamp before = FileStamp.of(file);
    MessageDigest hashing = newSha256();
    long length = 0;
    // A link that took the file's place since is refused.
    try (SeekableByteChannel channel =
        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      for (int n = channel.read(buffer); n >= 0; n = channel.read(buffer)) {
        hashing.update(buffer.flip());
        buffer.clear();
        length += n;
        read.accept(n);
        // A file that somebody writes to could grow faster than it is read.
        if (length > before.size()) {
          throw changed(file);
        }
      }
    } catch (IOException e) {
      throw new UsageException(file + ": can't be read (" + e.getMessage() + ")");
    }
    FileStamp after = FileStamp.of(file);
    if (length != before.size() || !after.equals(before)) {
      throw changed(file);
    }
    return new FileDigest(Bytes.copyOf(hashing.digest()), before);
  }

  static UsageException changed(Path file) {
    return new UsageException(file + ": changed while it was hashed; nothing was entered");
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
