// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.walk;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a walk was like, as a page.
final class WalkLog {
  private WalkLog() {}

  /// The page.
  ///
  /// @param machine what kind of machine it was
  /// @param way how the tree was had
  /// @param walked the steps of each page, by its place in the tree
  static String markdown(
      LocalDate day, String machine, String way, Map<String, List<Walker.Step>> walked) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # The log of a walk

        A program went through the README and the tutorials by copy and paste: each command in a shell, in a home that was \
        empty, compared with what the page says. `docs/walk` is that program; this page is what it wrote, and isn't edited.

        %s. %s. %s.

        """
            .formatted(day, machine, way));
    walked.forEach((page, steps) -> {
      text.append("## ")
          .append(page)
          .append("\n\n| command | outcome | seconds |\n|---|---|---|\n");
      for (Walker.Step step : steps) {
        text.append("| ")
            .append(code(step.command()))
            .append(" | ")
            .append(step.outcome().replace("|", "\\|"))
            .append(" | ")
            .append(step.took().isZero() ? "" : seconds(step.took()))
            .append(" |\n");
      }
      text.append('\n');
    });
    long commands = walked.values().stream().mapToLong(List::size).sum();
    long bad = walked.values().stream().flatMap(List::stream).filter(step -> !step.good()).count();
    Duration all =
        walked.values().stream()
            .flatMap(List::stream)
            .map(Walker.Step::took)
            .reduce(Duration.ZERO, Duration::plus);
    text.append(
        "%d commands, %s, %s s in all.\n"
            .formatted(
                commands, bad == 0 ? "none with a surprise" : bad + " FAILED", seconds(all)));
    return text.toString();
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.1f", took.toMillis() / 1000.0);
  }

  private static String code(String command) {
    return "`` " + shown(command) + " ``";
  }

  /// The first line of a command, as a table's cell has it.
  static String shown(String command) {
    String first = command.lines().findFirst().orElse("").strip();
    String shown = first.equals(command.strip()) ? first : first + " …";
    return shown.replace("|", "\\|");
  }
}
