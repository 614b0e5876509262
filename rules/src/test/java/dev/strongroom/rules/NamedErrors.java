// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The codes of named errors, as the sources have them: no module's insides have to be opened for
/// it.
final class NamedErrors {
  private static final String CODE = "[a-z][a-z0-9.-]*";

  /// `NAME("code"` and `NAME(403, "code"` of an enum.
  private static final Pattern CONSTANT =
      Pattern.compile("(?m)^\\s+[A-Z][A-Z0-9_]*\\(\\s*(?:\\d+,\\s*)?\"(" + CODE + ")\"");

  /// `NAME,`, `NAME;` and `NAME("words")` of an enum whose codes are its names.
  private static final Pattern NAME =
      Pattern.compile("(?m)^ {2,4}([A-Z][A-Z0-9_]*)(?:\\(\"[^\"]*\"\\))?[,;]");

  /// The code of a record.
  private static final Pattern RETURNED =
      Pattern.compile("String code\\(\\) \\{\\s*return \"(" + CODE + ")\";");

  /// The beginning of a text that something gives up with.
  private static final Pattern BEGINNING = Pattern.compile("\"((?:[a-z]+-)+[a-z]+|forked): ");

  /// `-> "code";` of a `switch`.
  private static final Pattern ARM = Pattern.compile("-> \"(" + CODE + ")\";");

  private NamedErrors() {}

  /// Those that a file spells out.
  static Set<String> spelled(Path file) throws IOException {
    String text = Files.readString(file);
    Set<String> codes = new TreeSet<>(found(CONSTANT, text));
    codes.addAll(found(RETURNED, text));
    return codes;
  }

  /// Those that are an enum's names.
  static Set<String> named(Path file, String prefix) throws IOException {
    Set<String> codes = new TreeSet<>();
    for (String name : found(NAME, Files.readString(file))) {
      codes.add(prefix + name.toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    return codes;
  }

  /// Those that texts below a folder begin with.
  static Set<String> texts(Path folder) throws IOException {
    Set<String> codes = new TreeSet<>();
    for (Path file : sources(folder)) {
      codes.addAll(found(BEGINNING, Files.readString(file)));
    }
    return codes;
  }

  /// Those that a file's `switch`es say.
  static Set<String> arms(Path file) throws IOException {
    return new TreeSet<>(found(ARM, Files.readString(file)));
  }

  /// Those that code below a folder gives to a call, as its first argument: spelled, one of two
  /// spelled, or by a constant of the same file.
  ///
  /// @param calls names of constructors and methods, with commas between
  static Set<String> thrown(Path folder, String calls) throws IOException {
    String called = "\\b(?:" + calls.replace(".", "\\.").replace(',', '|') + ")\\(\\s*";
    Pattern spelled =
        Pattern.compile(
            called + "(?:[^\";]*?\\?\\s*)?\"(" + CODE + ")\"(?:\\s*:\\s*\"(" + CODE + ")\")?");
    Pattern constant = Pattern.compile(called + "([A-Z][A-Z_]+)\\s*,");
    Set<String> codes = new TreeSet<>();
    for (Path file : sources(folder)) {
      String text = Files.readString(file);
      spelled
          .matcher(text)
          .results()
          .flatMap(one -> Stream.of(one.group(1), one.group(2)))
          .filter(Objects::nonNull)
          .forEach(codes::add);
      for (String name : found(constant, text)) {
        codes.addAll(found(Pattern.compile(" " + name + " = \"(" + CODE + ")\";"), text));
      }
    }
    return codes;
  }

  /// Those with a dot that code below a folder spells, wherever it does.
  ///
  /// @param names what stands before the dot, or whole codes, with commas between
  static Set<String> dotted(Path folder, String names) throws IOException {
    Set<String> codes = new TreeSet<>();
    for (String name : names.split(",", -1)) {
      Pattern spelled =
          Pattern.compile(
              "\"(" + Pattern.quote(name) + (name.contains(".") ? "" : "\\.[a-z0-9-]+") + ")\"");
      for (Path file : sources(folder)) {
        codes.addAll(found(spelled, Files.readString(file)));
      }
    }
    return codes;
  }

  /// Main code below a folder.
  static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult one) -> one.group(1)).toList();
  }
}
