// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.stream;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.inference.ResponseChunks;
import java.io.IOException;
import java.io.OutputStream;

/// One event, or some comments, with the empty line behind them.
public final class StreamEvent {
  private final byte[] bytes;

  /// An event of these bytes.
  public StreamEvent(Bytes raw) {
    this(raw.toByteArray());
  }

  /// @param bytes which nobody changes any more
  StreamEvent(byte[] bytes) {
    this.bytes = bytes;
  }

  /// All of its bytes.
  public Bytes raw() {
    return Bytes.copyOf(bytes);
  }

  /// Writes all of its bytes.
  ///
  /// @throws IOException if `out` does
  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, bytes.length);
  }

  /// Its data: the values of its `data` lines, one below the other; empty if it has none.
  public String data() {
    return ResponseChunks.data(raw());
  }

  /// Whether these ASCII characters are in it.
  public boolean contains(Bytes text) {
    return contains(new Sought(text.toByteArray(), 0));
  }

  /// Whether these characters are in it.
  boolean contains(Sought text) {
    return text.isIn(bytes);
  }
}
