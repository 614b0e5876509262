// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The checks' tables in `docs/evidence-handheld.md`.
///
/// @param checks by name
/// @param mutations that prove them
public record DocumentTable(Set<String> checks, Set<String> mutations) {
  private static final Pattern CHECK = Pattern.compile("\\| `([a-z.*-]+)` \\|.*");
  private static final Pattern MUTATION = Pattern.compile("mutation \"([^\"]+)\"");

  /// Those under headings that start so.
  public static DocumentTable of(String headings) throws IOException {
    Set<String> checks = new TreeSet<>();
    Set<String> mutations = new TreeSet<>();
    boolean inside = false;
    List<String> lines = Files.readAllLines(Path.of("..", "docs", "evidence-handheld.md"));
    for (String line : lines) {
      inside = line.startsWith("## ") ? line.startsWith("## " + headings) : inside;
      Matcher check = CHECK.matcher(line);
      if (inside && check.matches()) {
        checks.add(check.group(1));
        Matcher mutation = MUTATION.matcher(line);
        while (mutation.find()) {
          mutations.add(mutation.group(1));
        }
      }
    }
    return new DocumentTable(checks, mutations);
  }
}
