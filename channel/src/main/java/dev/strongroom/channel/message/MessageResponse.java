// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// The response to an encrypted request. Status and fields are the enclave's own.
public final class MessageResponse implements AutoCloseable {
  private final int status;
  private final List<Field> fields;
  private final InputStream body;

  MessageResponse(int status, List<Field> fields, InputStream body) {
    this.status = status;
    this.fields = fields;
    this.body = body;
  }

  /// The true status, 200 to 599.
  public int status() {
    return status;
  }

  /// The header fields.
  public List<Field> fields() {
    return fields;
  }

  /// The first value of a field.
  ///
  /// @param lowerCaseName of the field
  public Optional<String> field(String lowerCaseName) {
    return fields.stream()
        .filter(field -> field.name().equals(lowerCaseName))
        .map(Field::value)
        .findFirst();
  }

  /// The body as it arrives. Each byte was authenticated in its place; the stream ends only where
  /// the enclave ended it, and otherwise fails with a [MessageException]. Whoever stops reading
  /// before the end doesn't know whether there was one.
  public InputStream body() {
    return body;
  }

  /// Closes the body.
  @Override
  public void close() throws IOException {
    body.close();
  }
}
