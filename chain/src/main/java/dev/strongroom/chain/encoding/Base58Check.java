// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.encoding;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// Base58 of bytes and the first four of their double SHA-256.
public final class Base58Check {
  private static final int CHECKSUM = 4;

  private Base58Check() {}

  /// The text of these bytes.
  public static String encode(Bytes payload) {
    byte[] whole = Arrays.copyOf(payload.toByteArray(), payload.length() + CHECKSUM);
    System.arraycopy(checksum(payload).toByteArray(), 0, whole, payload.length(), CHECKSUM);
    return Base58.encode(Bytes.copyOf(whole));
  }

  /// The bytes of a text.
  ///
  /// @throws UndecodableException `bad-base58`, `bad-checksum`
  public static Bytes decode(String text) throws UndecodableException {
    Bytes whole = Base58.decode(text);
    if (whole.length() < CHECKSUM) {
      throw new UndecodableException("bad-checksum", "no checksum");
    }
    int end = whole.length() - CHECKSUM;
    Bytes payload = whole.slice(0, end);
    if (!whole.slice(end, whole.length()).equals(checksum(payload))) {
      throw new UndecodableException("bad-checksum", "the checksum doesn't match");
    }
    return payload;
  }

  private static Bytes checksum(Bytes payload) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      payload.updateTo(sha256);
      return Bytes.copyOf(sha256.digest(sha256.digest())).slice(0, CHECKSUM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
