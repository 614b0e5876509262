// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.channel.ExchangeResponse;
import dev.strongroom.channel.MalformedExchangeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// A response that arrives in pieces. It never holds more than a response can be long.
final class PartialResponse {
  private byte[] received = new byte[512];
  private int count;

  /// Adds what arrived.
  ///
  /// @return the response, once it is complete
  /// @throws IOException if it isn't one, or something is behind it
  Optional<ExchangeResponse> add(ByteBuffer arrived) throws IOException {
    while (arrived.hasRemaining()) {
      int missing = missing();
      if (missing <= 0) {
        throw new IOException("bytes behind the response");
      }
      int taken = Math.min(missing, arrived.remaining());
      if (count + taken > received.length) {
        received = Arrays.copyOf(received, Math.max(count + taken, 2 * received.length));
      }
      arrived.get(received, count, taken);
      count += taken;
    }
    return missing() == 0
        ? Optional.of(ExchangeResponse.read(new ByteArrayInputStream(received, 0, count)))
        : Optional.empty();
  }

  private int missing() throws MalformedExchangeException {
    return ExchangeResponse.missing(ByteBuffer.wrap(received, 0, count));
  }
}
