// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The caller's part of a key that can't be used without it: 32 bytes, or a password. It goes over
/// the attested channel only. The client keeps none but in here, where it is wiped when closed;
/// HTTP's buffers hold what was sent until they are collected. Thread-safe.
public final class CallerShare implements AutoCloseable {
  private static final int LENGTH = 32;
  private static final int ESCAPED = 6;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  // The JSON that is sent, in UTF-8.
  private final byte[] json;
  private boolean closed;

  private CallerShare(byte[] json) {
    this.json = json;
  }

  /// A secret.
  ///
  /// @param secret 32 bytes; copied, the caller wipes its own
  public static CallerShare ofSecret(byte[] secret) {
    if (secret.length != LENGTH) {
      throw new IllegalArgumentException("a share has 32 bytes");
    }
    byte[] digits = new byte[2 * LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      digits[2 * i] = HEX[(secret[i] >> 4) & 0xf];
      digits[2 * i + 1] = HEX[secret[i] & 0xf];
    }
    return quoted("secret", digits);
  }

  /// A password.
  ///
  /// @param password as it was typed; copied, the caller wipes its own
  /// @throws IllegalArgumentException if it isn't a text: half of a pair of surrogates
  public static CallerShare ofPassword(char[] password) {
    try {
      ByteBuffer buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(password));
      byte[] utf8 = new byte[buffer.remaining()];
      buffer.get(utf8);
      buffer.rewind();
      buffer.put(new byte[utf8.length]);
      return quoted("password", utf8);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not a text", e);
    }
  }

  /// `{"NAME":"TEXT"}`, escaped as RFC 8259, section 7, demands.
  private static CallerShare quoted(String name, byte[] text) {
    ByteBuffer out = ByteBuffer.allocate(name.length() + 8 + ESCAPED * text.length);
    out.put(("{\"" + name + "\":\"").getBytes(StandardCharsets.US_ASCII));
    for (byte one : text) {
      if (one == '"' || one == '\\') {
        out.put((byte) '\\').put(one);
      } else if (one >= 0 && one < ' ') {
        out.put(new byte[] {'\\', 'u', '0', '0'}).put(HEX[one >> 4]).put(HEX[one & 0xf]);
      } else {
        out.put(one);
      }
    }
    out.put((byte) '"').put((byte) '}');
    byte[] json = Arrays.copyOf(out.array(), out.position());
    Arrays.fill(out.array(), (byte) 0);
    Arrays.fill(text, (byte) 0);
    return new CallerShare(json);
  }

  /// As the interface has it, in UTF-8: a copy, which the caller wipes.
  ///
  /// @throws IllegalStateException if it was closed
  synchronized byte[] json() {
    if (closed) {
      throw new IllegalStateException("the share was wiped");
    }
    return json.clone();
  }

  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(json, (byte) 0);
  }

  @Override
  public String toString() {
    return "CallerShare";
  }
}
