// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import dev.strongroom.attestation.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The messages of Intel's quote generation service, version 1 (`qgs_msg_lib.h`, `tdx_attest.c`):
/// four bytes of length, big-endian, then header and content in little-endian.
final class QuoteMessages {
  /// Versions, type, size of the whole, error.
  static final int HEADER = 16;

  /// Header, and two lengths.
  static final int FIXED = HEADER + 8;

  static final int GET_QUOTE = 0;
  static final int QUOTE = 1;

  private static final int LENGTH = 4;
  private static final short MAJOR = 1;
  private static final short MINOR = 1;

  private QuoteMessages() {}

  /// Asks for a quote of a TDREPORT, by whichever key the service has.
  static Bytes request(Bytes report) {
    int size = FIXED + report.length();
    ByteBuffer message = ByteBuffer.allocate(LENGTH + size).putInt(size);
    message.order(ByteOrder.LITTLE_ENDIAN);
    message.putShort(MAJOR).putShort(MINOR).putInt(GET_QUOTE).putInt(size).putInt(0);
    message.putInt(report.length()).putInt(0).put(report.toByteArray());
    return Bytes.copyOf(message.array());
  }

  /// Reads an answer, and no byte more.
  ///
  /// @return the quote, 1 to 32,768 bytes
  /// @throws IOException if the connection ends before
  /// @throws TsmException if it isn't a quote
  static Bytes quote(InputStream in) throws IOException, TsmException {
    long length = Integer.toUnsignedLong(ByteBuffer.wrap(exactly(in, LENGTH)).getInt());
    if (length < HEADER) {
      throw malformed("a message of " + length + " bytes");
    }
    if (length > FIXED + TsmReports.MAX_REPORT) {
      throw new TsmException(new TsmFailure.TooLarge("quote", TsmReports.MAX_REPORT));
    }
    int size = (int) length;
    ByteBuffer message = ByteBuffer.wrap(exactly(in, size)).order(ByteOrder.LITTLE_ENDIAN);
    int major = Short.toUnsignedInt(message.getShort());
    if (major != MAJOR) {
      throw malformed("version " + major);
    }
    message.getShort(); // Minor versions are compatible.
    int type = message.getInt();
    if (type != QUOTE) {
      throw malformed("a message of type " + Integer.toUnsignedString(type));
    }
    if (message.getInt() != size) {
      throw malformed("it has another length than the message says");
    }
    int error = message.getInt();
    if (error != 0) {
      throw new TsmException(new TsmFailure.QuoteRefused(error));
    }
    if (size < FIXED) {
      throw malformed("no lengths");
    }
    if (message.getInt() != 0) {
      throw malformed("it chose a key, and wasn't asked to");
    }
    if (message.getInt() != message.remaining()) {
      throw malformed("the quote has another length than the message says");
    }
    if (!message.hasRemaining()) {
      throw new TsmException(new TsmFailure.EmptyReport());
    }
    return Bytes.copyOf(message.array()).slice(FIXED, size);
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer ends after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private static TsmException malformed(String detail) {
    return new TsmException(new TsmFailure.MalformedQuote(detail));
  }
}
