// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import java.util.Locale;
import java.util.regex.Pattern;

/// An account's address.
///
/// @param value 20 bytes
public record EvmAddress(Bytes value) {
  /// In bytes.
  public static final int LENGTH = 20;

  private static final int UNCOMPRESSED_HEAD = 1;
  private static final int UPPER_FROM = 8;
  private static final String PREFIX = "0x";
  private static final Pattern FORM = Pattern.compile("0x[0-9a-fA-F]{40}");

  /// Checks the length.
  public EvmAddress {
    if (value.length() != LENGTH) {
      throw new IllegalArgumentException("an address of " + value.length() + " bytes");
    }
  }

  /// The address of a key: the last 20 bytes of the hash of its point (Yellow Paper, appendix F).
  ///
  /// @throws UndecodableException if it isn't a point of secp256k1
  public static EvmAddress of(PublicKey key) throws UndecodableException {
    Bytes point = Bytes.copyOf(Secp256k1.point(key).getEncoded(false));
    Bytes hash = Keccak.hash(point.slice(UNCOMPRESSED_HEAD, point.length()));
    return new EvmAddress(hash.slice(Keccak.LENGTH - LENGTH, Keccak.LENGTH));
  }

  /// Reads `0x` and 40 digits, all of one case or with the checksum of EIP-55.
  ///
  /// @throws UndecodableException if it is anything else, such as one letter of the wrong case
  public static EvmAddress parse(String text) throws UndecodableException {
    if (!FORM.matcher(text).matches()) {
      throw new UndecodableException("address", "not an address: 0x and 40 digits are needed");
    }
    String digits = text.substring(PREFIX.length());
    EvmAddress address = new EvmAddress(Bytes.fromHex(digits));
    boolean oneCase =
        digits.equals(digits.toLowerCase(Locale.ROOT))
            || digits.equals(digits.toUpperCase(Locale.ROOT));
    if (!oneCase && !address.text().equals(text)) {
      throw new UndecodableException("address-checksum", "the address's checksum is wrong");
    }
    return address;
  }

  /// With the checksum of EIP-55.
  public String text() {
    String digits = value.hex();
    String hash = Keccak.hash(Bytes.utf8(digits)).hex();
    StringBuilder text = new StringBuilder(PREFIX);
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      boolean upper = Character.digit(hash.charAt(i), 16) >= UPPER_FROM;
      text.append(upper ? Character.toUpperCase(digit) : digit);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return text();
  }
}
