// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.backend;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// What a back end answers, while it comes.
///
/// @param status 200 to 599
/// @param contentType of the body, such as `text/event-stream`
/// @param body ends only where the back end ended it: if it was cut short, reading throws
/// @param evidence SHA-256 of the evidence that this very connection was verified by, where there
///   is one
public record BackendAnswer(
    int status, String contentType, InputStream body, Optional<Bytes> evidence)
    implements AutoCloseable {
  /// An answer that no evidence stands behind but the gateway's own.
  public BackendAnswer(int status, String contentType, InputStream body) {
    this(status, contentType, body, Optional.empty());
  }

  /// Reads no more; the back end may stop.
  @Override
  public void close() throws IOException {
    body.close();
  }
}
