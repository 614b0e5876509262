// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads small files of text.
final class TextFile {
  private static final long MOST = 4 << 20;

  private TextFile() {}

  static String read(Path file) throws UsageException {
    try {
      if (Files.size(file) > MOST) {
        throw new UsageException(file + ": longer than " + MOST + " bytes");
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new UsageException(file + ": not UTF-8");
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    }
  }

  static JsonNode json(Path file) throws UsageException {
    try {
      return encodable(JsonNode.parse(read(file)));
    } catch (MalformedJsonException e) {
      throw new UsageException(file + ": " + withoutSource(String.valueOf(e.getMessage())));
    }
  }

  /// The reader's message without what it can't say: where the text is from.
  private static String withoutSource(String message) {
    return message.replaceAll(" \\(start marker at \\[Source: [^\\]]*\\]\\)", "");
  }

  /// JSON that canonical JSON has a form for: no number beyond 53 bits, no half characters.
  static JsonNode encodable(JsonNode node) throws MalformedJsonException {
    try {
      Bytes _ = CanonicalJson.encode(node.value());
      return node;
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }
}
