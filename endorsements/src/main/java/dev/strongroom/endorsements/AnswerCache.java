// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Answers in a directory: what was asked leads to what was answered and until when that may be
/// used; the content lies under its own SHA-256. Nothing in it is trusted: what isn't whole, or out
/// of date, isn't there, and the rest goes through the same hands as what comes from the network.
final class AnswerCache {
  private static final long LARGEST = 64 << 10;

  private final Path folder;

  AnswerCache(Path folder) {
    this.folder = folder;
  }

  /// What was answered to `question`, if it may still be used.
  Optional<Answer> find(String question, Instant now) {
    try {
      Path entry = entry(question);
      if (!Files.isRegularFile(entry) || Files.size(entry) > LARGEST) {
        return Optional.empty();
      }
      JsonNode said = JsonNode.parse(Files.readString(entry));
      said.onlyMembers(Set.of("question", "content", "until", "chain"));
      if (!said.member("question").text().equals(question)
          || !now.isBefore(Instant.parse(said.member("until").text()))) {
        return Optional.empty();
      }
      String digest = Bytes.fromHex(said.member("content").text()).hex();
      Bytes content = Bytes.copyOf(Files.readAllBytes(content(digest)));
      if (!sha256(content).equals(digest)) {
        return Optional.empty();
      }
      Optional<JsonNode> chain = said.optional("chain");
      return Optional.of(
          new Answer(
              content, chain.isEmpty() ? Optional.empty() : Optional.of(chain.get().text())));
    } catch (IOException
        | MalformedJsonException
        | DateTimeException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Keeps an answer. A cache that can't be written to is none, and no reason to fail.
  void keep(String question, Answer answer, Instant until) {
    try {
      String digest = sha256(answer.body());
      Path content = content(digest);
      Files.createDirectories(content.getParent());
      Files.createDirectories(entry(question).getParent());
      replace(content, answer.body().toByteArray());
      replace(entry(question), Bytes.utf8(text(question, digest, until, answer)).toByteArray());
    } catch (IOException e) {
      // The next one asks again.
    }
  }

  private static String text(String question, String digest, Instant until, Answer answer) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json =
        JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("question", question);
      json.writeStringProperty("content", digest);
      json.writeStringProperty("until", until.toString());
      answer.chain().ifPresent(chain -> json.writeStringProperty("chain", chain));
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void replace(Path file, byte[] content) throws IOException {
    Path part = Files.createTempFile(file.getParent(), "part", "");
    try {
      Files.write(part, content);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private Path entry(String question) {
    return folder.resolve("asked").resolve(sha256(Bytes.utf8(question)) + ".json");
  }

  private Path content(String digest) {
    return folder.resolve("content").resolve(digest);
  }

  private static String sha256(Bytes bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(digest);
      return Bytes.copyOf(digest.digest()).hex();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
