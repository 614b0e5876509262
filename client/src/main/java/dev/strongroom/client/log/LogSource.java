// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.util.Optional;

/// Somewhere a log's files are to be had. What comes from there is believed only as far as the
/// log's signature goes, so it needn't be trusted.
public interface LogSource {
  /// Reads a file.
  ///
  /// @param path after the log's prefix, such as `checkpoint` or `tile/0/x001/234`
  /// @param limit of its length, in bytes
  /// @return empty if there is none
  /// @throws IOException if it can't be read, or is longer
  Optional<Bytes> read(String path, int limit) throws IOException, InterruptedException;
}
