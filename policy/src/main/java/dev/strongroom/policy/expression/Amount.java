// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import java.math.BigDecimal;
import java.math.BigInteger;

/// A whole number from 0 to 2^256 - 1, such as wei. Not a [Number]: CEL would compare it with
/// others by way of doubles.
///
/// @param value that number
public record Amount(BigInteger value) implements Comparable<Amount> {
  private static final int BITS = 256;

  /// Digits of 2^256 - 1.
  private static final int DIGITS = 78;

  /// Checks the range.
  ///
  /// @throws IllegalArgumentException beyond it
  public Amount {
    if (value.signum() < 0) {
      throw new IllegalArgumentException("an amount below 0");
    }
    if (value.bitLength() > BITS) {
      throw new IllegalArgumentException("an amount of more than 256 bits");
    }
  }

  /// Reads digits, and after a dot at most as many as the unit has: `parse("0.5", 18)` is half an
  /// ether in wei.
  ///
  /// @param text decimal, without sign, exponent or spaces
  /// @param decimals how many digits of the unit lie behind the dot
  /// @throws IllegalArgumentException if it is anything else
  public static Amount parse(String text, int decimals) {
    int dot = text.indexOf('.');
    String whole = dot < 0 ? text : text.substring(0, dot);
    String fraction = dot < 0 ? "" : text.substring(dot + 1);
    if (!digits(whole) || (dot >= 0 && !digits(fraction)) || fraction.length() > decimals) {
      throw new IllegalArgumentException(
          "an amount is digits"
              + (decimals == 0 ? "" : ", and after a dot " + decimals + " more at most"));
    }
    return new Amount(new BigDecimal(text).movePointRight(decimals).toBigIntegerExact());
  }

  Amount plus(Amount other) {
    return new Amount(value.add(other.value));
  }

  Amount minus(Amount other) {
    return new Amount(value.subtract(other.value));
  }

  Amount times(Amount other) {
    return new Amount(value.multiply(other.value));
  }

  int compareTo(long other) {
    return value.compareTo(BigInteger.valueOf(other));
  }

  @Override
  public int compareTo(Amount other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }

  private static boolean digits(String text) {
    return !text.isEmpty()
        && text.length() <= DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
