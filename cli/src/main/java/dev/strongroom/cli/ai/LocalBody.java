// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import com.sun.net.httpserver.HttpExchange;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.ai.ModelRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Reads the bodies of local requests.
final class LocalBody {
  private static final int PART = 16 << 10;

  /// So much of a body that is too large is read and forgotten: a client that is still sending
  /// doesn't read why it was refused.
  private static final int MOST_FORGOTTEN = 64 << 20;

  private LocalBody() {}

  /// The body, unless it has more bytes than a gateway takes.
  static Optional<Bytes> read(HttpExchange exchange) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] part = new byte[PART];
    InputStream in = exchange.getRequestBody();
    long length = 0;
    // Not readNBytes, which at last asks for no bytes, for which the server waits.
    for (int n = in.read(part); n >= 0; n = in.read(part)) {
      length += n;
      if (length <= ModelRequest.MOST) {
        read.write(part, 0, n);
      } else if (length > MOST_FORGOTTEN) {
        throw new IOException("a body without end");
      } else {
        read.reset();
      }
    }
    return length > ModelRequest.MOST
        ? Optional.empty()
        : Optional.of(Bytes.copyOf(read.toByteArray()));
  }
}
