// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Small files of bytes.
final class BinaryFile {
  private static final long MOST = 4 << 20;
  // With what encryption adds.
  private static final long MOST_IN_REQUEST = (500 << 10) + 64;

  private BinaryFile() {}

  static Bytes read(Path file) throws UsageException {
    return read(file, MOST);
  }

  /// A file that goes to a vault in one request, or comes back in an answer: in hexadecimal digits
  /// neither has room for more than 500 KiB.
  static Bytes readForRequest(Path file) throws UsageException {
    return read(file, MOST_IN_REQUEST);
  }

  private static Bytes read(Path file, long most) throws UsageException {
    try {
      if (Files.size(file) > most) {
        throw new UsageException(file + ": longer than " + most + " bytes");
      }
      return Bytes.copyOf(Files.readAllBytes(file));
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    }
  }

  /// Writes a file that only its owner can read, over no other.
  static void writeNew(Path file, Bytes content) throws UsageException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap(content.toByteArray());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(file + " exists already; it isn't overwritten");
    } catch (IOException e) {
      throw new UsageException(file + ": can't be written (" + e.getMessage() + ")");
    }
  }

  /// Bytes in an answer.
  static Bytes hex(JsonNode node) throws MalformedJsonException {
    try {
      return Bytes.fromHex(node.anyText());
    } catch (IllegalArgumentException e) {
      throw node.error("hexadecimal digits are needed");
    }
  }
}
