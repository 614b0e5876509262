// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.wire.Link;
import dev.strongroom.enclave.runtime.wire.LinkDeadline;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Credentials from port 7003 of the host (`docs/wire.md`, Credentials): the enclave connects, and
/// the host says one object of JSON and ends its direction.
///
/// Whatever the host says or doesn't say, [#current] ends in time, with credentials that can go
/// into headers or with an [IOException].
public final class HostCredentials implements AwsCredentials.Source {
  /// Of an answer, in bytes.
  static final int LONGEST = 16 * 1024;

  // The host may have to ask its metadata service, three times.
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
  private static final int SHOWN = 200;

  private final Wire wire;
  private final Duration answerWithin;

  /// @param wire to the host
  public HostCredentials(Wire wire) {
    this(wire, ANSWER_WITHIN);
  }

  HostCredentials(Wire wire, Duration answerWithin) {
    this.wire = wire;
    this.answerWithin = answerWithin;
  }

  @Override
  public AwsCredentials current() throws IOException {
    Link link;
    try {
      link = wire.dial(Wire.CREDENTIALS);
    } catch (IOException e) {
      throw new IOException("not offered", e);
    }
    try (link) {
      return read(answer(link));
    }
  }

  private byte[] answer(Link link) throws IOException {
    LinkDeadline deadline = LinkDeadline.after(answerWithin, link);
    byte[] answer;
    try {
      answer = link.input().readNBytes(LONGEST + 1);
    } catch (IOException e) {
      throw deadline.met() ? e : late(e);
    }
    if (!deadline.met()) {
      throw late(null);
    }
    if (answer.length > LONGEST) {
      throw new IOException("an answer of more than " + LONGEST + " bytes");
    }
    return answer;
  }

  private IOException late(@Nullable IOException cause) {
    return new IOException("no answer within " + answerWithin.toMillis() + " ms", cause);
  }

  /// An object that was cut isn't one of JSON, so the end needs no mark.
  private static AwsCredentials read(byte[] answer) throws IOException {
    try {
      JsonNode object = JsonNode.parse(decoded(answer));
      Optional<JsonNode> error = object.optional("error");
      if (error.isPresent()) {
        object.onlyMembers(Set.of("error"));
        throw new IOException(shown(error.get().text()));
      }
      object.onlyMembers(Set.of("accessKeyId", "secretAccessKey", "sessionToken"));
      Optional<JsonNode> token = object.optional("sessionToken");
      return AwsCredentials.of(
          object.member("accessKeyId").text(),
          object.member("secretAccessKey").text(),
          token.isPresent() ? token.get().text() : "");
    } catch (MalformedJsonException | IllegalArgumentException e) {
      // Without its message, which may show a part of the answer.
      throw new IOException("a malformed answer");
    }
  }

  private static String decoded(byte[] answer) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(answer)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("a malformed answer", e);
    }
  }

  /// The host's text, which goes back to the host's logs: short and printable.
  private static String shown(String text) {
    String printable = text.replaceAll("[^ -~]", "?");
    return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
  }
}
