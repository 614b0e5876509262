// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.message.MessageException.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.regex.Pattern;

/// The readable start of an encrypted request (`docs/encrypted-messages.md`, section 3).
///
/// @param keyId which statement's key it is for, 32 bytes
/// @param encapsulated HPKE's encapsulated key, 32 bytes
/// @param time when the client made it, in milliseconds since 1970
record RequestHeader(Bytes keyId, Bytes encapsulated, long time) {
  static final int LENGTH = 4 + 1 + 32 + 32 + 8;

  private static final int MAGIC = 0x53524d51;
  private static final byte VERSION = 1;
  private static final Bytes KEY_ID = Bytes.utf8("strongroom message key v1\0");
  private static final Bytes LABEL = Bytes.utf8("strongroom message request v1\0");

  /// HEAD is missing because its response has no body, CONNECT and TRACE because no service gets
  /// them.
  private static final Pattern METHOD = Pattern.compile("(?!HEAD$|CONNECT$|TRACE$)[A-Z]{1,16}");

  private static final Pattern TARGET = Pattern.compile("/[!-~&&[^#]]{0,4095}");

  /// The id of a statement's message key.
  static Bytes keyId(KeyStatement statement) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      KEY_ID.updateTo(digest);
      statement.encoded().updateTo(digest);
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  Bytes encoded() {
    return Bytes.copyOf(
        ByteBuffer.allocate(LENGTH)
            .putInt(MAGIC)
            .put(VERSION)
            .put(keyId.toByteArray())
            .put(encapsulated.toByteArray())
            .putLong(time)
            .array());
  }

  static RequestHeader read(InputStream in) throws MessageException {
    byte[] encoded;
    try {
      encoded = in.readNBytes(LENGTH);
    } catch (IOException e) {
      throw new MessageException(Refusal.TRUNCATED, "the request can't be read", e);
    }
    if (encoded.length < LENGTH) {
      throw new MessageException(Refusal.TRUNCATED, "ended inside the header");
    }
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    if (buffer.getInt() != MAGIC || buffer.get() != VERSION) {
      throw new MessageException(Refusal.MALFORMED, "not an encrypted request of version 1");
    }
    Bytes all = Bytes.copyOf(encoded);
    return new RequestHeader(all.slice(5, 37), all.slice(37, 69), buffer.position(69).getLong());
  }

  /// When the client made it.
  Instant made() {
    return Instant.ofEpochMilli(time);
  }

  /// Whether requests of this method to this target can be encrypted.
  static boolean permits(String method, String target) {
    return METHOD.matcher(method).matches() && TARGET.matcher(target).matches();
  }

  /// HPKE's `info`: the request's keys depend on everything that can be read from outside.
  static byte[] info(Bytes keyId, long time, String method, String target) {
    byte[] path = target.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(LABEL.length() + 32 + 8 + 1 + method.length() + 2 + path.length)
        .put(LABEL.toByteArray())
        .put(keyId.toByteArray())
        .putLong(time)
        .put((byte) method.length())
        .put(method.getBytes(StandardCharsets.US_ASCII))
        .putShort((short) path.length)
        .put(path)
        .array();
  }
}
