// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.endorsements.GivenFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads endorsements from a file, in whichever form makers serve them or libraries keep them.
final class EndorsementSource {
  private static final int LIMIT = 32 << 20;

  private EndorsementSource() {}

  /// Reads a file.
  ///
  /// @throws UsageException if there is nothing of the sort in it
  static Endorsements read(Path file) throws UsageException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LIMIT + 1);
      if (content.length > LIMIT) {
        throw new UsageException(file + ": more than " + LIMIT + " bytes");
      }
      return GivenFile.read(Bytes.copyOf(content), String.valueOf(file.getFileName()));
    } catch (MalformedJsonException e) {
      throw new UsageException(file + ": " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw new UsageException(file + ": no such file");
    } catch (IOException e) {
      throw new UsageException(file + ": can't be read (" + e.getMessage() + ")");
    }
  }
}
