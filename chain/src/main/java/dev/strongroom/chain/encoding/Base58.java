// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.encoding;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import java.math.BigInteger;
import java.util.Arrays;

/// Base58 with Bitcoin's alphabet: a number in base 58, big-endian, and a `1` for each zero byte in
/// front.
public final class Base58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(58);
  private static final int MOST = 128;

  private Base58() {}

  /// The text of these bytes. The effort grows with the square of their number: it is meant for
  /// keys and signatures.
  public static String encode(Bytes data) {
    StringBuilder reversed = new StringBuilder();
    BigInteger number = new BigInteger(1, data.toByteArray());
    while (number.signum() > 0) {
      BigInteger[] parts = number.divideAndRemainder(BASE);
      reversed.append(ALPHABET.charAt(parts[1].intValue()));
      number = parts[0];
    }
    for (int i = 0; i < data.length() && data.at(i) == 0; i++) {
      reversed.append(ALPHABET.charAt(0));
    }
    return reversed.reverse().toString();
  }

  /// The bytes of a text of at most 128 characters.
  ///
  /// @throws UndecodableException `bad-base58`
  public static Bytes decode(String text) throws UndecodableException {
    if (text.length() > MOST) {
      throw new UndecodableException("bad-base58", "more than " + MOST + " characters");
    }
    BigInteger number = BigInteger.ZERO;
    int zeros = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      if (digit < 0) {
        throw new UndecodableException("bad-base58", "character " + i + " isn't one of base 58");
      }
      if (digit == 0 && zeros == i) {
        zeros++;
      }
      number = number.multiply(BASE).add(BigInteger.valueOf(digit));
    }
    byte[] magnitude = number.toByteArray();
    int skip = magnitude[0] == 0 ? 1 : 0;
    byte[] data = new byte[zeros + magnitude.length - skip];
    byte[] significant = Arrays.copyOfRange(magnitude, skip, magnitude.length);
    System.arraycopy(significant, 0, data, zeros, significant.length);
    return Bytes.copyOf(data);
  }
}
