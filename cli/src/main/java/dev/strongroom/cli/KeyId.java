// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The id of a vault's key.
///
/// @param text as the vault gave it
record KeyId(String text) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  /// The path of the key in the vault's interface, and what is below it.
  String path(String below) {
    return "/v1/keys/" + text + below;
  }

  @Override
  public String toString() {
    return text;
  }

  /// Reads a parameter.
  static final class Converter implements ITypeConverter<KeyId> {
    /// Made by commands.
    Converter() {}

    @Override
    public KeyId convert(String value) {
      // Dots alone are steps in a path.
      if (!FORM.matcher(value).matches() || value.matches("[.]+")) {
        throw new TypeConversionException("'" + value + "' isn't a key's id");
      }
      return new KeyId(value);
    }
  }
}
