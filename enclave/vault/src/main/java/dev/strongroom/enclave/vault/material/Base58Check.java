// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// Base58 with a checksum of four bytes, as extended keys are written (BIP-32, "Serialization
/// format"). Works on bytes, so that no text of a private key is made; the number in between can't
/// be wiped.
final class Base58Check {
  private static final String DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(58);
  private static final int SUM = 4;
  private static final int LONGEST = 128;

  private Base58Check() {}

  /// The text of a payload that doesn't start with a zero, ASCII.
  static byte[] encode(byte[] payload) {
    byte[] all = Arrays.copyOf(payload, payload.length + SUM);
    System.arraycopy(sum(payload), 0, all, payload.length, SUM);
    BigInteger number = new BigInteger(1, all);
    byte[] reversed = new byte[2 * all.length];
    int length = 0;
    while (number.signum() > 0) {
      BigInteger[] parts = number.divideAndRemainder(BASE);
      reversed[length++] = (byte) DIGITS.charAt(parts[1].intValue());
      number = parts[0];
    }
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = reversed[length - 1 - i];
    }
    return text;
  }

  /// The payload of a text.
  ///
  /// @param length of the payload, in bytes; its first byte isn't zero
  /// @throws MalformedExtendedKeyException if it isn't one
  static byte[] decode(byte[] text, int length) throws MalformedExtendedKeyException {
    if (text.length > LONGEST) {
      throw new MalformedExtendedKeyException("too long for an extended key");
    }
    BigInteger number = BigInteger.ZERO;
    for (byte sign : text) {
      int digit = DIGITS.indexOf(sign & 0xff);
      if (digit < 0) {
        throw new MalformedExtendedKeyException("not in base 58");
      }
      number = number.multiply(BASE).add(BigInteger.valueOf(digit));
    }
    byte[] all = number.toByteArray();
    int zero = all[0] == 0 ? 1 : 0;
    if (all.length - zero != length + SUM || text[0] == DIGITS.charAt(0)) {
      throw new MalformedExtendedKeyException("not as long as an extended key");
    }
    byte[] payload = Arrays.copyOfRange(all, zero, zero + length);
    boolean right = Arrays.equals(sum(payload), Arrays.copyOfRange(all, zero + length, all.length));
    Arrays.fill(all, (byte) 0);
    if (!right) {
      Arrays.fill(payload, (byte) 0);
      throw new MalformedExtendedKeyException("the checksum is wrong: mistyped");
    }
    return payload;
  }

  private static byte[] sum(byte[] payload) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Arrays.copyOf(digest.digest(digest.digest(payload)), SUM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
