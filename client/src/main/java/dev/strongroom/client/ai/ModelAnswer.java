// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.channel.message.Field;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// A gateway's answer, while it comes.
///
/// @param status the gateway's own, 200 to 599
/// @param fields header fields, without those of the connection itself
/// @param body ends only where the gateway ended it, and a stream of events only after its final
///   mark: otherwise reading throws [AnswerCutException] or [AnswerRefusedException]. Of a stream
///   of events it hands out whole events. Whoever stops reading before the end doesn't know whether
///   there was one
/// @param by who answered
public record ModelAnswer(int status, List<Field> fields, InputStream body, VerifiedGateway by)
    implements AutoCloseable {
  /// Copies the fields.
  public ModelAnswer {
    fields = List.copyOf(fields);
  }

  /// The first value of a header field.
  ///
  /// @param lowerCaseName of the field
  public Optional<String> field(String lowerCaseName) {
    return fields.stream()
        .filter(field -> field.name().equals(lowerCaseName))
        .map(Field::value)
        .findFirst();
  }

  /// Whether the body is a stream of server-sent events.
  public boolean streaming() {
    return field("content-type").filter(MediaTypes::isEventStream).isPresent();
  }

  ModelAnswer withBody(InputStream other) {
    return new ModelAnswer(status, fields, other, by);
  }

  /// Reads no more; the gateway may stop.
  @Override
  public void close() throws IOException {
    body.close();
  }
}
