// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.backend;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// What a back end answers, while it comes.
///
/// @param status 200 to 599
/// @param contentType of the body, such as `text/event-stream`
/// @param body ends only where the back end ended it: if it was cut short, reading throws
/// @param verified what this very connection was verified by, where it had to be
/// @param receipt the id of the back end's own receipt, where it was asked for one and names one
public record BackendAnswer(
    int status,
    String contentType,
    InputStream body,
    Optional<Verification> verified,
    Optional<String> receipt)
    implements AutoCloseable {
  /// An answer that no evidence stands behind but the gateway's own.
  public BackendAnswer(int status, String contentType, InputStream body) {
    this(status, contentType, body, Optional.empty(), Optional.empty());
  }

  /// Reads no more; the back end may stop.
  @Override
  public void close() throws IOException {
    body.close();
  }
}
