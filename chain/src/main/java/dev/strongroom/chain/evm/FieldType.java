// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.chain.UndecodableException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The type of a member of typed data (EIP-712, "Definition of typed structured data").
sealed interface FieldType {
  /// Struct names and members: an identifier of Solidity.
  Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]{0,127}");

  /// Everything that is, was or looks like a type of Solidity's own, so no struct may be called so.
  Pattern RESERVED =
      Pattern.compile("(u?int|bytes)[0-9]*|u?fixed[0-9x]*|byte|bool|address|string|function");

  Pattern ARRAY = Pattern.compile("(.+)\\[([1-9][0-9]{0,3})?]");
  Pattern NUMBER = Pattern.compile("(u?)int([1-9][0-9]{0,2})");
  Pattern FIXED_BYTES = Pattern.compile("bytes([1-9][0-9]?)");
  int MAX_DIMENSIONS = 4;
  int MAX_BITS = 256;
  int MAX_FIXED_BYTES = 32;

  /// `uintN` or `intN`.
  record Whole(boolean signed, int bits) implements FieldType {}

  /// `bytesN`.
  record FixedBytes(int length) implements FieldType {}

  /// Types without a parameter.
  enum Simple implements FieldType {
    BOOL,
    ADDRESS,
    BYTES,
    STRING
  }

  /// `T[]`, or `T[n]`.
  ///
  /// @param length -1 if it may be any
  record Array(FieldType item, int length) implements FieldType {}

  /// A struct, by its name.
  record Struct(String name) implements FieldType {}

  /// Reads a type; whether a struct is defined isn't checked.
  ///
  /// @throws UndecodableException if it is no type of EIP-712, such as the alias `uint`
  static FieldType parse(String text) throws UndecodableException {
    return parse(text, 0);
  }

  private static FieldType parse(String text, int dimensions) throws UndecodableException {
    Matcher array = ARRAY.matcher(text);
    if (array.matches()) {
      if (dimensions == MAX_DIMENSIONS) {
        throw new UndecodableException("type", "an array of too many dimensions");
      }
      String length = array.group(2);
      return new Array(
          parse(array.group(1), dimensions + 1), length == null ? -1 : Integer.parseInt(length));
    }
    Matcher number = NUMBER.matcher(text);
    if (number.matches()) {
      int bits = Integer.parseInt(number.group(2));
      if (bits % Byte.SIZE == 0 && bits <= MAX_BITS) {
        return new Whole(number.group(1).isEmpty(), bits);
      }
    }
    Matcher fixed = FIXED_BYTES.matcher(text);
    if (fixed.matches() && Integer.parseInt(fixed.group(1)) <= MAX_FIXED_BYTES) {
      return new FixedBytes(Integer.parseInt(fixed.group(1)));
    }
    return switch (text) {
      case "bool" -> Simple.BOOL;
      case "address" -> Simple.ADDRESS;
      case "bytes" -> Simple.BYTES;
      case "string" -> Simple.STRING;
      default -> new Struct(structName(text));
    };
  }

  /// The name of a struct.
  ///
  /// @throws UndecodableException if none may be called so
  static String structName(String text) throws UndecodableException {
    if (!IDENTIFIER.matcher(text).matches() || RESERVED.matcher(text).matches()) {
      throw new UndecodableException("type", "no type, and no name for a struct");
    }
    return text;
  }
}
