// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.message.MessageException.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/// The readable start of an encrypted response, and its head (`docs/encrypted-messages.md`, section
/// 5).
///
/// @param salt makes its keys different from those of any other response, 32 bytes
record ResponseHeader(Bytes salt) {
  static final int SALT = 32;
  static final int LENGTH = 4 + 1 + SALT;

  private static final int MAGIC = 0x53524d52;
  private static final byte VERSION = 1;
  private static final int LEAST_STATUS = 200, MOST_STATUS = 599;

  Bytes encoded() {
    return Bytes.copyOf(
        ByteBuffer.allocate(LENGTH).putInt(MAGIC).put(VERSION).put(salt.toByteArray()).array());
  }

  static ResponseHeader read(InputStream in) throws MessageException {
    byte[] encoded;
    try {
      encoded = in.readNBytes(LENGTH);
    } catch (IOException e) {
      throw new MessageException(Refusal.TRUNCATED, "the response can't be read", e);
    }
    if (encoded.length < LENGTH) {
      throw new MessageException(Refusal.TRUNCATED, "ended inside the header");
    }
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    if (buffer.getInt() != MAGIC || buffer.get() != VERSION) {
      throw new MessageException(Refusal.MALFORMED, "not an encrypted response of version 1");
    }
    return new ResponseHeader(Bytes.copyOf(encoded).slice(LENGTH - SALT, LENGTH));
  }

  /// What a response says before its body.
  ///
  /// @param status 200 to 599
  record Head(int status, List<Field> fields) {
    Head {
      if (status < LEAST_STATUS || status > MOST_STATUS) {
        throw new IllegalArgumentException("a final status is 200 to 599");
      }
      fields = List.copyOf(fields);
    }

    /// @throws IllegalArgumentException if the fields don't fit
    ByteBuffer encoded() {
      ByteBuffer head = ByteBuffer.allocate(MessageFormat.MAX_CHUNK).putShort((short) status);
      Field.write(fields, head);
      return head.flip();
    }

    static Head read(ByteBuffer head) throws MessageException {
      if (head.remaining() < Short.BYTES) {
        throw new MessageException(Refusal.MALFORMED, "a response without a status");
      }
      int status = Short.toUnsignedInt(head.getShort());
      if (status < LEAST_STATUS || status > MOST_STATUS) {
        throw new MessageException(Refusal.MALFORMED, "a response with status " + status);
      }
      return new Head(status, Field.read(head));
    }
  }
}
