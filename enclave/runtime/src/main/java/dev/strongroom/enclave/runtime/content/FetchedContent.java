// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Content in a file of the enclave's own, which only its user can read.
///
/// @param name whose digest and length it has
/// @param file gone when this is closed
public record FetchedContent(ContentName name, Path file) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
