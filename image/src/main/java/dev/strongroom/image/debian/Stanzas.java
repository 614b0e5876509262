// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads Debian's control files (`deb822(5)`): stanzas of fields, an empty line between two.
final class Stanzas {
  private final BufferedReader lines;
  private final Predicate<String> wanted;
  private int line;

  Stanzas(BufferedReader lines) {
    this.lines = lines;
    this.wanted = name -> true;
  }

  /// Keeps no fields but those wanted, in lower case.
  Stanzas(BufferedReader lines, Set<String> wanted) {
    this.lines = lines;
    this.wanted = wanted::contains;
  }

  /// The next stanza, or null after the last.
  @Nullable Stanza next() throws IOException, MalformedStanzaException {
    Map<String, String> fields = new LinkedHashMap<>();
    @Nullable String name = null;
    StringBuilder value = new StringBuilder();
    int began = line + 1;
    for (String text = read(); text != null; text = read()) {
      if (text.isBlank()) {
        if (name != null) {
          break;
        }
        began = line + 1;
      } else if (text.charAt(0) == ' ' || text.charAt(0) == '\t') {
        if (name == null) {
          throw new MalformedStanzaException(line, "a continuation of nothing");
        }
        value.append('\n').append(text.strip());
      } else {
        keep(fields, name, value);
        int colon = text.indexOf(':');
        if (colon <= 0) {
          throw new MalformedStanzaException(line, "neither a field nor its continuation");
        }
        name = text.substring(0, colon).toLowerCase(Locale.ROOT);
        value = new StringBuilder(text.substring(colon + 1).strip());
      }
    }
    keep(fields, name, value);
    return fields.isEmpty() ? null : new Stanza(fields, began);
  }

  private @Nullable String read() throws IOException {
    String text = lines.readLine();
    line += text == null ? 0 : 1;
    return text;
  }

  private void keep(Map<String, String> fields, @Nullable String name, StringBuilder value)
      throws MalformedStanzaException {
    if (name != null && wanted.test(name) && fields.put(name, value.toString()) != null) {
      throw new MalformedStanzaException(line, "the field \"" + name + "\" is there twice");
    }
  }

  /// The fields that belong together.
  ///
  /// @param fields values by names in lower case; lines are parted by `\n`, without their indent
  /// @param line where the first is, from 1
  record Stanza(Map<String, String> fields, int line) {
    /// The value of a field that has to be there.
    String require(String name) throws MalformedStanzaException {
      String value = optional(name);
      if (value.isEmpty()) {
        throw new MalformedStanzaException(line, "the field \"" + name + "\" is missing");
      }
      return value;
    }

    /// The value of a field; empty if it is missing.
    String optional(String name) {
      return fields.getOrDefault(name, "");
    }
  }

  /// What is wrong with a control file, and in which line.
  static final class MalformedStanzaException extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;
    private final String problem;

    MalformedStanzaException(int line, String problem) {
      super("line " + line + ": " + problem);
      this.line = line;
      this.problem = problem;
    }

    int line() {
      return line;
    }

    String problem() {
      return problem;
    }
  }
}
