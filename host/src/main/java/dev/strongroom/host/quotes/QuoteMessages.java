// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.quotes;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The two messages that pass: four bytes of length, big-endian, then what is that long, of numbers
/// in little-endian (Intel, `qgs_msg_lib.h`).
final class QuoteMessages {
  /// A TDREPORT, in bytes.
  static final int REPORT = 1024;

  /// A request without its length: header, two lengths, the report.
  static final int REQUEST = 24 + REPORT;

  /// The longest answer without its length; quotes have 5 to 8 KB, and guests of ours take 32.
  static final int MAX_ANSWER = 64 * 1024;

  private static final int LENGTH = 4;
  private static final int HEADER = 16;
  private static final int MAJOR = 1;
  private static final int GET_QUOTE = 0;

  private QuoteMessages() {}

  /// Reads a request for a quote over one TDREPORT. The service knows other requests, some of which
  /// make it ask Intel's servers; they aren't a guest's business.
  ///
  /// @return the whole message
  /// @throws IOException if it is anything else
  static byte[] request(InputStream in) throws IOException {
    byte[] message = message(in, REQUEST, REQUEST);
    ByteBuffer fields = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).position(LENGTH);
    int major = Short.toUnsignedInt(fields.getShort());
    fields.getShort(); // Minor versions are compatible.
    if (major != MAJOR
        || fields.getInt() != GET_QUOTE
        || fields.getInt() != REQUEST
        || fields.getInt() != 0
        || fields.getInt() != REPORT
        || fields.getInt() != 0) {
      throw new IOException("no request for a quote over a TDREPORT");
    }
    return message;
  }

  /// Reads the service's answer, whatever it says: the guest judges it.
  ///
  /// @return the whole message
  static byte[] answer(InputStream in) throws IOException {
    return message(in, HEADER, MAX_ANSWER);
  }

  private static byte[] message(InputStream in, int least, int most) throws IOException {
    byte[] head = in.readNBytes(LENGTH);
    if (head.length < LENGTH) {
      throw new EOFException("no message");
    }
    int length = ByteBuffer.wrap(head).getInt();
    if (length < least || length > most) {
      throw new IOException("a message of " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("half a message");
    }
    return ByteBuffer.allocate(LENGTH + length).put(head).put(body).array();
  }
}
