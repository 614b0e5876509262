// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import dev.strongroom.attestation.Bytes;

/// The file operations that configfs-tsm needs, each one or a few system calls.
interface TsmFiles {
  /// Whether `path` is a directory.
  boolean isDirectory(String path);

  /// Makes a directory, which in configfs makes an entry with its attributes.
  void makeDirectory(String path) throws FileCallException;

  /// Removes a directory; in configfs its attributes go with it.
  void removeDirectory(String path) throws FileCallException;

  /// Writes all of `content` by one write, and closes the file: configfs takes a binary attribute
  /// over at its close.
  void write(String path, Bytes content) throws FileCallException;

  /// Reads a file from its start to its end.
  ///
  /// @param limit in bytes; of a longer file `limit + 1` bytes are returned
  Bytes read(String path, int limit) throws FileCallException;
}
