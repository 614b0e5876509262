// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads endorsements from a file: a bundle of ours, or PEM.
final class EndorsementSource {
  private static final int LIMIT = 32 << 20;

  private EndorsementSource() {}

  /// Reads a file.
  ///
  /// @throws UsageException if there is nothing of the sort in it
  static Endorsements read(Path file) throws UsageException {
    String text = text(file);
    try {
      if (text.stripLeading().startsWith("{")) {
        return EndorsementFile.bundle(text);
      }
      Endorsements read = EndorsementFile.pem(text);
      if (read.items().isEmpty()) {
        throw new UsageException(file + ": neither a bundle of endorsements nor PEM");
      }
      return read;
    } catch (MalformedJsonException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }

  private static String text(Path file) throws UsageException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LIMIT + 1);
      String text = Bytes.copyOf(content).asUtf8();
      if (text == null || content.length > LIMIT) {
        throw new UsageException(file + ": not text of at most " + LIMIT + " bytes");
      }
      return text;
    } catch (NoSuchFileException e) {
      throw new UsageException(file + ": no such file");
    } catch (IOException e) {
      throw new UsageException(file + ": can't be read (" + e.getMessage() + ")");
    }
  }
}
