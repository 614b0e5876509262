// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.encoding;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/// Bech32 (BIP-173) and Bech32m (BIP-350): a prefix, and groups of five bits with a checksum.
///
/// @param variant which checksum
/// @param prefix the human-readable part, in lower case
/// @param groups values 0 to 31
public record Bech32(Variant variant, String prefix, Bytes groups) {
  /// The two checksums.
  public enum Variant {
    /// BIP-173.
    BECH32(1),
    /// BIP-350.
    BECH32M(0x2bc830a3);

    private final int constant;

    Variant(int constant) {
      this.constant = constant;
    }
  }

  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int CHECKSUM = 6;
  private static final int MOST = 90;

  /// Checks prefix, groups and length.
  public Bech32 {
    boolean fits = prefix.length() + 1 + groups.length() + CHECKSUM <= MOST;
    if (prefix.isEmpty() || !fits || !prefix.chars().allMatch(c -> c >= 33 && c <= 126)) {
      throw new IllegalArgumentException("not a prefix of Bech32, or too long");
    }
    for (int i = 0; i < groups.length(); i++) {
      if (groups.at(i) > 31) {
        throw new IllegalArgumentException("a group has five bits");
      }
    }
  }

  /// The text, in lower case.
  public String encode() {
    int state = variant.constant ^ checksum(prefix, groups, CHECKSUM);
    StringBuilder text = new StringBuilder(prefix).append('1');
    for (int i = 0; i < groups.length(); i++) {
      text.append(ALPHABET.charAt(groups.at(i)));
    }
    for (int i = 0; i < CHECKSUM; i++) {
      text.append(ALPHABET.charAt((state >>> (5 * (CHECKSUM - 1 - i))) & 31));
    }
    return text.toString();
  }

  /// Reads a text of at most 90 characters.
  ///
  /// @throws UndecodableException `bad-bech32`, `bad-checksum`
  public static Bech32 decode(String text) throws UndecodableException {
    if (text.length() > MOST) {
      throw bad("more than " + MOST + " characters");
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT))) {
      throw bad("upper and lower case");
    }
    int separator = lower.lastIndexOf('1');
    if (separator < 1 || separator + 1 + CHECKSUM > lower.length()) {
      throw bad("no prefix, or no checksum");
    }
    String prefix = lower.substring(0, separator);
    // Judged as sent: lower-casing may bring foreign letters into the range.
    if (!text.chars().allMatch(c -> c >= 33 && c <= 126)) {
      throw bad("characters outside ASCII");
    }
    byte[] values = new byte[lower.length() - separator - 1];
    for (int i = 0; i < values.length; i++) {
      int value = ALPHABET.indexOf(lower.charAt(separator + 1 + i));
      if (value < 0) {
        throw bad("character " + (separator + 1 + i) + " isn't one of Bech32");
      }
      values[i] = (byte) value;
    }
    Bytes all = Bytes.copyOf(values);
    int state = checksum(prefix, all, 0);
    for (Variant variant : Variant.values()) {
      if (state == variant.constant) {
        return new Bech32(variant, prefix, all.slice(0, all.length() - CHECKSUM));
      }
    }
    throw new UndecodableException("bad-checksum", "the checksum doesn't match");
  }

  /// Regroups bytes into groups of five bits, filled up with zeros.
  public static Bytes toGroups(Bytes data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int held = 0;
    int bits = 0;
    for (int i = 0; i < data.length(); i++) {
      held = ((held << 8) | data.at(i)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        out.write((held >>> bits) & 31);
      }
    }
    if (bits > 0) {
      out.write((held << (5 - bits)) & 31);
    }
    return Bytes.copyOf(out.toByteArray());
  }

  /// Regroups groups of five bits into bytes; what fills up is zeros, and fewer than five.
  ///
  /// @throws UndecodableException `bad-bech32`
  public static Bytes toBytes(Bytes groups) throws UndecodableException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int held = 0;
    int bits = 0;
    for (int i = 0; i < groups.length(); i++) {
      held = ((held << 5) | groups.at(i)) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out.write((held >>> bits) & 0xff);
      }
    }
    if (bits >= 5 || (held & ((1 << bits) - 1)) != 0) {
      throw bad("the padding isn't what it has to be");
    }
    return Bytes.copyOf(out.toByteArray());
  }

  /// BIP-173, "Checksum": over the prefix, the groups and `zeros` zero groups.
  private static int checksum(String prefix, Bytes groups, int zeros) {
    int state = 1;
    for (int i = 0; i < prefix.length(); i++) {
      state = step(state, prefix.charAt(i) >>> 5);
    }
    state = step(state, 0);
    for (int i = 0; i < prefix.length(); i++) {
      state = step(state, prefix.charAt(i) & 31);
    }
    for (int i = 0; i < groups.length(); i++) {
      state = step(state, groups.at(i));
    }
    for (int i = 0; i < zeros; i++) {
      state = step(state, 0);
    }
    return state;
  }

  private static int step(int state, int value) {
    int top = state >>> 25;
    int next = ((state & 0x1ffffff) << 5) ^ value;
    for (int i = 0; i < GENERATOR.length; i++) {
      if (((top >>> i) & 1) == 1) {
        next ^= GENERATOR[i];
      }
    }
    return next;
  }

  private static UndecodableException bad(String message) {
    return new UndecodableException("bad-bech32", message);
  }
}
