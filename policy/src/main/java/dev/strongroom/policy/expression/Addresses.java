// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.bouncycastle.crypto.digests.KeccakDigest;

/// Ethereum addresses as policies write them. Requests have them with the checksum of EIP-55, so an
/// address on a deny list in any other letters would never match, and deny nothing.
public final class Addresses {
  private static final int HEX_DIGITS = 40;
  private static final int HASH_BITS = 256;

  private Addresses() {}

  /// Whether this looks like an address and yet isn't written as requests have it.
  public static boolean isMiswritten(String text) {
    return looksLikeOne(text) && !text.equals(checksummed(text));
  }

  /// The address in the letters of EIP-55.
  ///
  /// @param address `0x` and 40 hex digits
  public static String checksummed(String address) {
    String digits = address.substring(2).toLowerCase(Locale.ROOT);
    byte[] text = digits.getBytes(StandardCharsets.US_ASCII);
    KeccakDigest keccak = new KeccakDigest(HASH_BITS);
    keccak.update(text, 0, text.length);
    byte[] hash = new byte[HASH_BITS / Byte.SIZE];
    int _ = keccak.doFinal(hash, 0);
    StringBuilder out = new StringBuilder("0x");
    for (int i = 0; i < HEX_DIGITS; i++) {
      int nibble = (i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2]) & 0xf;
      char digit = digits.charAt(i);
      out.append(nibble >= 8 ? Character.toUpperCase(digit) : digit);
    }
    return out.toString();
  }

  private static boolean looksLikeOne(String text) {
    return text.length() == HEX_DIGITS + 2
        && (text.startsWith("0x") || text.startsWith("0X"))
        && text.chars().skip(2).allMatch(Addresses::isHex);
  }

  private static boolean isHex(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
