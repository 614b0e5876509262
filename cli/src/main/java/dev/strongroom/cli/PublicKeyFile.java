// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the key that evidence should bind: what one PEM block holds, or the file's bytes as they
/// are (a document can bind a key in any encoding).
final class PublicKeyFile {
  /// A document has room for 1024 bytes; PEM needs a third more and its lines.
  private static final int LIMIT = 4096;

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----\\s*");

  private PublicKeyFile() {}

  static Bytes read(Path path) throws UsageException {
    byte[] content;
    try (InputStream in = Files.newInputStream(path)) {
      content = in.readNBytes(LIMIT + 1);
    } catch (IOException e) {
      throw new UsageException("--public-key: " + path + " can't be read (" + e.getMessage() + ")");
    }
    if (content.length > LIMIT) {
      throw new UsageException("--public-key: " + path + " has more than " + LIMIT + " bytes");
    }
    Matcher pem = PEM.matcher(new String(content, StandardCharsets.ISO_8859_1));
    if (!pem.matches()) {
      return Bytes.copyOf(content);
    }
    try {
      return Bytes.copyOf(Base64.getMimeDecoder().decode(pem.group(2)));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--public-key: " + path + " holds broken PEM");
    }
  }
}
