// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// A log in a folder, as [LogMirror] writes it.
///
/// @param folder has `checkpoint` and `tile/`
public record FolderLog(Path folder) implements LogSource {
  @Override
  public Optional<Bytes> read(String path, int limit) throws IOException {
    try (InputStream in = Files.newInputStream(folder.resolve(path))) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new IOException(path + " is longer than " + limit + " bytes");
      }
      return Optional.of(Bytes.copyOf(bytes));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
