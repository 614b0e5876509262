// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Reads evidence from a file or standard input: raw, hexadecimal or base64.
final class EvidenceSource {
  /// Text needs up to two characters a byte, and line breaks.
  private static final int LIMIT = 3 * Evidence.MAX_LENGTH;

  /// Evidence of phones can come as PEM, which is almost base64.
  private static final String PEM = "-----BEGIN";

  private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2})+");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]+={0,2}");

  private EvidenceSource() {}

  /// Reads `name`, or standard input if it is `-`.
  ///
  /// @throws UsageException if it can't be read
  static Bytes read(String name, InputStream standardInput) throws UsageException {
    try {
      return decode(name.equals("-") ? limited(standardInput) : file(Path.of(name)));
    } catch (NoSuchFileException e) {
      throw new UsageException(name + ": no such file");
    } catch (IOException | InvalidPathException e) {
      throw new UsageException(name + ": can't be read (" + e.getMessage() + ")");
    }
  }

  private static byte[] file(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException("a directory");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return limited(in);
    }
  }

  /// One byte beyond the limit is enough for the parser to refuse the rest.
  private static byte[] limited(InputStream in) throws IOException {
    return in.readNBytes(LIMIT + 1);
  }

  /// Undoes hexadecimal or base64 where the content is nothing but that; else takes it as it is.
  ///
  /// Raw evidence can't be mistaken for text: its first bytes aren't printable, or are those of
  /// JSON.
  static Bytes decode(byte[] content) {
    if (content.length == 0 || content[0] < 0) {
      return Bytes.copyOf(content);
    }
    String text = new String(content, StandardCharsets.ISO_8859_1).replaceAll("\\s+", "");
    if (text.startsWith(PEM)) {
      return Bytes.copyOf(content);
    }
    if (HEX.matcher(text).matches()) {
      return Bytes.copyOf(HexFormat.of().parseHex(text));
    }
    if (BASE64.matcher(text).matches()) {
      boolean urlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
      try {
        return Bytes.copyOf((urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text));
      } catch (IllegalArgumentException e) {
        return Bytes.copyOf(content);
      }
    }
    return Bytes.copyOf(content);
  }
}
