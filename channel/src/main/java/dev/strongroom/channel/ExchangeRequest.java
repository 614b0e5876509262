// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// The client's request (`docs/attested-channel.md`, section 2).
///
/// @param nonce 32 bytes, unpredictable and used once
/// @param fresh whether the hardware evidence itself has to carry the nonce
public record ExchangeRequest(Bytes nonce, boolean fresh) {
  /// Of the encoded request.
  public static final int LENGTH = 38;

  static final int NONCE = 32;
  private static final int MAGIC = 0x53524143;
  private static final byte VERSION = 1;
  private static final int FRESH = 1;

  /// Checks the nonce's length.
  public ExchangeRequest {
    if (nonce.length() != NONCE) {
      throw new IllegalArgumentException("a nonce has 32 bytes");
    }
  }

  /// The request's bytes.
  public Bytes encoded() {
    return Bytes.copyOf(
        ByteBuffer.allocate(LENGTH)
            .putInt(MAGIC)
            .put(VERSION)
            .put((byte) (fresh ? FRESH : 0))
            .put(nonce.toByteArray())
            .array());
  }

  /// Reads a request.
  ///
  /// @throws MalformedExchangeException if something else is there
  /// @throws IOException if reading fails
  public static ExchangeRequest read(InputStream in) throws IOException {
    byte[] encoded = in.readNBytes(LENGTH);
    if (encoded.length < LENGTH) {
      throw new EOFException("connection ended inside the request");
    }
    return parse(Bytes.copyOf(encoded));
  }

  /// Reads a request of [#LENGTH] bytes.
  ///
  /// @throws MalformedExchangeException if it isn't one
  public static ExchangeRequest parse(Bytes encoded) throws MalformedExchangeException {
    ByteBuffer buffer = ByteBuffer.wrap(encoded.toByteArray());
    if (encoded.length() != LENGTH || buffer.getInt() != MAGIC || buffer.get() != VERSION) {
      throw new MalformedExchangeException("not a request of version 1");
    }
    int flags = buffer.get();
    if ((flags & ~FRESH) != 0) {
      throw new MalformedExchangeException("unknown flags in the request");
    }
    return new ExchangeRequest(encoded.slice(LENGTH - NONCE, LENGTH), flags == FRESH);
  }
}
