// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Bytes of a known length, which can be read more than once; a big one needn't be in memory.
///
/// Whoever makes one promises that its bytes stay as they are.
public interface Blob {
  /// How many bytes.
  long size();

  /// A new stream over all of them.
  ///
  /// @throws IOException if they can't be read
  InputStream open() throws IOException;

  /// Writes all of them.
  ///
  /// @throws IOException if one side fails, or if there are not [#size] of them any more
  default void writeTo(OutputStream out) throws IOException {
    try (InputStream in = open()) {
      long written = in.transferTo(out);
      if (written != size()) {
        throw new IOException("there were " + size() + " bytes, now there are " + written);
      }
    }
  }

  /// Bytes in memory.
  static Blob of(Bytes bytes) {
    return new Blob() {
      @Override
      public long size() {
        return bytes.length();
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes.toByteArray());
      }
    };
  }

  /// The bytes of a file, which nobody changes meanwhile.
  ///
  /// @throws IOException if there is no such file
  static Blob of(Path file) throws IOException {
    long size = Files.size(file);
    return new Blob() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(file);
      }
    };
  }
}
