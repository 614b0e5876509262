// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// The configuration that a kernel with the option `IKCONFIG` carries: between the marks `IKCFG_ST`
/// and `IKCFG_ED`, compressed with gzip (kernel/configs.c of the kernel).
final class EmbeddedConfiguration {
  /// `IKCFG_ST`
  private static final long MARK = 0x494b_4346_475f_5354L;

  private static final long MAX_KERNEL = 1L << 29;
  private static final int MAX_CONFIGURATION = 1 << 22;

  private EmbeddedConfiguration() {}

  /// Looks for it, with memory for the configuration only.
  ///
  /// @param kernel the kernel, unpacked
  /// @return its text; empty if the kernel has none
  /// @throws TooLargeException if the kernel or its configuration is larger than any
  /// @throws IOException if reading fails
  static Optional<String> find(InputStream kernel) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long window = 0;
    long seen = 0;
    for (int count = kernel.read(buffer); count >= 0; count = kernel.read(buffer)) {
      for (int i = 0; i < count; i++) {
        window = (window << 8) | (buffer[i] & 0xff);
        if (window == MARK) {
          InputStream rest = new ByteArrayInputStream(buffer, i + 1, count - i - 1);
          return Optional.of(unpack(new SequenceInputStream(rest, kernel)));
        }
      }
      seen += count;
      if (seen > MAX_KERNEL) {
        throw new TooLargeException("a kernel of over " + MAX_KERNEL + " bytes");
      }
    }
    return Optional.empty();
  }

  private static String unpack(InputStream packed) throws IOException {
    byte[] text = new GZIPInputStream(packed).readNBytes(MAX_CONFIGURATION + 1);
    if (text.length > MAX_CONFIGURATION) {
      throw new TooLargeException("a configuration of over " + MAX_CONFIGURATION + " bytes");
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  /// More than any kernel has.
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    TooLargeException(String problem) {
      super(problem);
    }
  }
}
