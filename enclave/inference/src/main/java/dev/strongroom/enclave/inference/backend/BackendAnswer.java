// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.backend;

import java.io.IOException;
import java.io.InputStream;

/// What a back end answers, while it comes.
///
/// @param status 200 to 599
/// @param contentType of the body, such as `text/event-stream`
/// @param body ends only where the back end ended it: if it was cut short, reading throws
public record BackendAnswer(int status, String contentType, InputStream body)
    implements AutoCloseable {
  /// Reads no more; the back end may stop.
  @Override
  public void close() throws IOException {
    body.close();
  }
}
