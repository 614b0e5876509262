// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.channel.message.Field;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/// The key to what a user keeps at a gateway: 32 bytes that this side holds, and shows with each
/// request that needs them. Whoever loses it has lost what was kept; whoever else has it can read
/// that through any gateway of the deployment. Thread-safe.
public final class HistoryKey implements AutoCloseable {
  /// In bytes.
  public static final int LENGTH = 32;

  static final String HEADER = "strongroom-history-key";

  private static final int TEXT = 43;

  private final byte[] bytes;
  private boolean closed;

  private HistoryKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A new key.
  public static HistoryKey generate(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new HistoryKey(bytes);
  }

  /// A key from its text.
  ///
  /// @param text 32 bytes in base64url without padding; stays the caller's to wipe
  /// @throws IllegalArgumentException if it isn't one
  public static HistoryKey of(byte[] text) {
    byte[] bytes;
    try {
      bytes = text.length == TEXT ? Base64.getUrlDecoder().decode(text) : new byte[0];
    } catch (IllegalArgumentException e) {
      // Its words quote the key.
      bytes = new byte[0];
    }
    byte[] again = Base64.getUrlEncoder().withoutPadding().encode(bytes);
    try {
      if (bytes.length == LENGTH && Arrays.equals(again, text)) {
        return new HistoryKey(bytes);
      }
    } finally {
      Arrays.fill(again, (byte) 0);
    }
    throw new IllegalArgumentException("a key is 32 bytes in base64url without padding");
  }

  /// The key's text, for whoever keeps it.
  ///
  /// @return the caller's to wipe
  /// @throws IllegalStateException if the key was wiped
  public synchronized byte[] text() {
    if (closed) {
      throw new IllegalStateException("the key was wiped");
    }
    return Base64.getUrlEncoder().withoutPadding().encode(bytes);
  }

  /// As the gateway wants to see it. HTTP's clients take texts only, which nobody can wipe.
  Field shown() {
    byte[] text = text();
    try {
      return new Field(HEADER, new String(text, StandardCharsets.US_ASCII));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /// Wipes it.
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "HistoryKey";
  }
}
