// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text with places such as `@{region}`, which none of the languages that templates are written
/// in uses for itself.
///
/// There is no escaping, so values have to be such that they mean themselves wherever they are put:
/// names, numbers, and JSON where a template wants JSON.
final class Template {
  private static final Pattern PLACE = Pattern.compile("@\\{([^}]*)\\}?");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  private final String name;
  private final String text;

  Template(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /// The text with every place filled.
  ///
  /// @param used gets the names of the places
  /// @throws IllegalStateException if a place is malformed or has no value, or a value is empty or
  ///   has a place itself
  String filled(Map<String, String> values, Set<String> used) {
    StringBuilder filled = new StringBuilder();
    Matcher place = PLACE.matcher(text);
    while (place.find()) {
      String wanted = place.group(1);
      if (!place.group().endsWith("}") || !NAME.matcher(wanted).matches()) {
        throw new IllegalStateException(name + ": a malformed place: " + place.group());
      }
      String value = values.get(wanted);
      if (value == null || value.isEmpty() || value.contains("@{")) {
        throw new IllegalStateException(name + ": no value for " + wanted);
      }
      used.add(wanted);
      place.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return place.appendTail(filled).toString();
  }
}
