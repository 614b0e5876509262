// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An immutable sequence of public bytes with content equality.
///
/// Evidence is parsed into slices of one private copy, so a slice costs no copying and nobody who
/// holds a `Bytes` can change what somebody else has checked. It is not for secrets: it is never
/// wiped and `toString` shows it.
public final class Bytes implements Comparable<Bytes> {
  /// The sequence of length zero.
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private static final HexFormat HEX = HexFormat.of();
  private static final int SHOWN = 32;

  private final byte[] array;
  private final int from;
  private final int length;

  private Bytes(byte[] array, int from, int length) {
    this.array = array;
    this.from = from;
    this.length = length;
  }

  /// A copy of `source`; later changes of the array don't show.
  public static Bytes copyOf(byte[] source) {
    return source.length == 0 ? EMPTY : new Bytes(source.clone(), 0, source.length);
  }

  /// The UTF-8 form of `text`.
  public static Bytes utf8(String text) {
    return copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Reads hexadecimal digits of either case, without separators.
  ///
  /// @throws IllegalArgumentException if `hex` is of odd length or holds anything but digits
  public static Bytes fromHex(String hex) {
    byte[] parsed = HEX.parseHex(hex);
    return new Bytes(parsed, 0, parsed.length);
  }

  /// `count` zero bytes.
  public static Bytes zeros(int count) {
    return new Bytes(new byte[count], 0, count);
  }

  /// The number of bytes.
  public int length() {
    return length;
  }

  /// Whether the length is zero.
  public boolean isEmpty() {
    return length == 0;
  }

  /// The byte at `index`, 0 to 255.
  ///
  /// @throws IndexOutOfBoundsException outside `0..length()-1`
  public int at(int index) {
    return array[from + Objects.checkIndex(index, length)] & 0xff;
  }

  /// The bytes from `start` (inclusive) to `end` (exclusive), sharing this sequence's storage.
  ///
  /// @throws IndexOutOfBoundsException if the range lies outside
  public Bytes slice(int start, int end) {
    Objects.checkFromToIndex(start, end, length);
    return start == end ? EMPTY : new Bytes(array, from + start, end - start);
  }

  /// Whether the first bytes are those of `prefix`.
  public boolean startsWith(Bytes prefix) {
    return length >= prefix.length && slice(0, prefix.length).equals(prefix);
  }

  /// Whether every byte is zero; true of the empty sequence.
  public boolean isAllZero() {
    for (int i = from; i < from + length; i++) {
      if (array[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /// A fresh copy.
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, from, from + length);
  }

  /// All bytes as lower-case hexadecimal digits.
  public String hex() {
    return HEX.formatHex(array, from, from + length);
  }

  /// Feeds the bytes to a digest without copying them.
  public void updateTo(MessageDigest digest) {
    digest.update(array, from, length);
  }

  /// Feeds the bytes to a signature that is being made or verified, without copying them.
  ///
  /// @throws SignatureException if the signature object isn't initialised
  public void updateTo(Signature signature) throws SignatureException {
    signature.update(array, from, length);
  }

  /// Verifies these bytes as the signature value of what `verification` was fed.
  ///
  /// @throws SignatureException if the provider finds the value badly formed
  public boolean verifiedBy(Signature verification) throws SignatureException {
    return verification.verify(array, from, length);
  }

  /// The text if the bytes are well-formed UTF-8, else null.
  public @Nullable String asUtf8() {
    String text = new String(array, from, length, StandardCharsets.UTF_8);
    // The decoder replaces what it can't read; only a faithful round trip proves good input.
    byte[] again = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(again, 0, again.length, array, from, from + length) ? text : null;
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(
        array, from, from + length, other.array, other.from, other.from + other.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes b
        && Arrays.equals(array, from, from + length, b.array, b.from, b.from + b.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /// The hexadecimal digits; of more than 32 bytes the first 32 and the length.
  @Override
  public String toString() {
    return length <= SHOWN ? hex() : slice(0, SHOWN).hex() + "… (" + length + " bytes)";
  }
}
