// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.channel.message.MessageException.Refusal;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A header field that travels inside an encrypted message (RFC 9110, section 5).
///
/// @param name lower case, 1 to 64 characters of a token
/// @param value visible ASCII, spaces and tabs; at most 8192 characters
public record Field(String name, String value) {
  /// The most fields of a message.
  static final int MOST = 64;

  private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,64}");
  private static final Pattern VALUE = Pattern.compile("[\\t -~]{0,8192}");

  /// Checks name and value.
  ///
  /// @throws IllegalArgumentException if a message can't carry them
  public Field {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a field in lower case");
    }
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException("field " + name + " has a value that can't be sent");
    }
  }

  /// Appends `fields`, if they fit.
  ///
  /// @throws IllegalArgumentException if they are too many or too long
  static void write(List<Field> fields, ByteBuffer to) {
    int length = 1;
    for (Field field : fields) {
      length += 1 + field.name.length() + 2 + field.value.length();
    }
    if (fields.size() > MOST || length > to.remaining()) {
      throw new IllegalArgumentException("more header fields than a message can carry");
    }
    to.put((byte) fields.size());
    for (Field field : fields) {
      to.put((byte) field.name.length()).put(field.name.getBytes(StandardCharsets.US_ASCII));
      to.putShort((short) field.value.length());
      to.put(field.value.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /// Reads fields that take up all of `from`.
  ///
  /// @throws MessageException if they aren't what [#write] makes
  static List<Field> read(ByteBuffer from) throws MessageException {
    try {
      int count = Byte.toUnsignedInt(from.get());
      if (count > MOST) {
        throw new MessageException(Refusal.MALFORMED, "more than " + MOST + " header fields");
      }
      List<Field> fields = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        String name = text(from, Byte.toUnsignedInt(from.get()));
        fields.add(new Field(name, text(from, Short.toUnsignedInt(from.getShort()))));
      }
      if (from.hasRemaining()) {
        throw new MessageException(Refusal.MALFORMED, "bytes after the header fields");
      }
      return List.copyOf(fields);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new MessageException(Refusal.MALFORMED, "malformed header fields", e);
    }
  }

  private static String text(ByteBuffer from, int length) {
    if (length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] text = new byte[length];
    from.get(text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}
