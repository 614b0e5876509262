// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.streaming;

import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// Writes a line each time it is let to.
final class Ticker implements Service {
  /// One permit for each line.
  static final Semaphore TICKS = new Semaphore(0);

  Ticker() {}

  @Override
  public Handler start(Enclave enclave) {
    return request ->
        Response.streaming(
            200,
            Map.of("content-type", "text/plain"),
            out -> {
              int lines = Integer.parseInt(request.query());
              for (int i = 0; i < lines; i++) {
                TICKS.acquire();
                line(out, "line " + i);
              }
              if (request.path().equals("/broken")) {
                throw new IllegalStateException("a secret");
              }
            });
  }

  private static void line(OutputStream out, String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
