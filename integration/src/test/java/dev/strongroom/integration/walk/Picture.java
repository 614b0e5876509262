// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.walk;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A walk as a picture that moves: an SVG without scripts. Commands are typed, what they wrote
/// comes when they had ended, and how long each really took stands beside it. Whoever asks for less
/// motion sees the end.
final class Picture {
  private static final int COLUMNS = 104;
  private static final int ROWS = 27;
  private static final double CHARACTER = 7.7;
  private static final int LINE = 18;
  private static final int LEFT = 18;
  private static final int TOP = 20;

  /// In seconds.
  private static final double BEGINNING = 0.6;

  private static final double A_KEY = 0.022;
  private static final double LONGEST_WAIT = 1.2;
  private static final double A_LINE = 0.06;
  private static final double BETWEEN = 1.3;
  private static final double HELD = 3;
  private static final double END = 5;

  private static final Pattern CONTROLS = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");

  /// The folders of a [Place], which are the reader's home and clone.
  private static final Pattern HOME = Pattern.compile("[^\\s:]*/walk-[0-9]+/home");

  private static final Pattern TREE = Pattern.compile("[^\\s:]*/walk-[0-9]+/strongroom");
  private static final Pattern REMARK = Pattern.compile("\\s{2,}# .*$");

  private static final String STYLE =
      """
      text { font: 12.8px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #d6dce2; white-space: pre; }
      .quiet { fill: #8d99a6; } .good { fill: #86d6a0; } .bad { fill: #ff9a8f; } .loud { fill: #ffc36b; font-weight: 700; }
      @media (prefers-reduced-motion: reduce) { * { animation: none !important; } }
      """;

  private final StringBuilder body = new StringBuilder();
  private final List<Double> shownAt = new ArrayList<>();
  private final List<double[]> scrolled = new ArrayList<>();
  private final List<double[]> typed = new ArrayList<>();
  private double now = BEGINNING;
  private int row;

  private Picture() {}

  /// Draws one.
  ///
  /// @param day when the walk was
  /// @throws IllegalArgumentException if something was written that no picture shows
  static String svg(List<Walker.Step> steps, LocalDate day) {
    Picture picture = new Picture();
    boolean other = false;
    for (Walker.Step step : steps) {
      if (step.outcome().equals("not walked")) {
        continue;
      }
      if (other) {
        picture.aside("in a second terminal:");
      }
      picture.step(step);
      other = step.outcome().equals("runs");
    }
    return picture.finished(day);
  }

  private void step(Walker.Step step) {
    double begun = now;
    now += Math.clamp(step.command().length() * A_KEY, 0.5, 2.0);
    typed.add(new double[] {begun, now, step.command().length()});
    body.append("<g class=\"command k").append(typed.size()).append("\">\n");
    String prompt = "$ ";
    for (String line : step.command().lines().toList()) {
      rows(prompt.equals("$ ") ? "typed" : "typed more", prompt + line);
      prompt = "> ";
    }
    body.append("</g>\n");
    scroll(begun);
    int at = row - 1;
    now += Math.min(LONGEST_WAIT, seconds(step.took()));
    shownAt.add(now);
    body.append("<g class=\"shown s").append(shownAt.size()).append("\">\n");
    body.append(
        String.format(
            Locale.ROOT,
            "<text class=\"quiet took\" x=\"%.1f\" y=\"%d\" text-anchor=\"end\">%.1f s</text>%n",
            LEFT + COLUMNS * CHARACTER,
            y(at),
            seconds(step.took())));
    int before = row;
    for (String line : said(step.shown())) {
      rows(kind(line), line);
    }
    body.append("</g>\n");
    int beginning = before - 1;
    if (row - beginning > ROWS) {
      // The verdict stands first.
      scrolled.add(new double[] {now, beginning});
      now += HELD;
    }
    scroll(now);
    now += BETWEEN + (row - before) * A_LINE;
  }

  /// What no terminal shows, for whoever looks on.
  private void aside(String words) {
    shownAt.add(now);
    body.append("<g class=\"s").append(shownAt.size()).append("\">\n");
    rows("quiet", words);
    body.append("</g>\n");
  }

  private static List<String> said(String shown) {
    String text =
        TREE.matcher(HOME.matcher(CONTROLS.matcher(shown).replaceAll("")).replaceAll("~"))
            .replaceAll("~/strongroom");
    if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
      throw new IllegalArgumentException("control characters: " + text);
    }
    return text.stripTrailing().lines().toList();
  }

  private static String kind(String line) {
    String words = line.strip();
    if (words.startsWith("✓") || words.startsWith("ACCEPTED")) {
      return "good";
    }
    if (words.startsWith("✗") || words.startsWith("REFUSED")) {
      return "bad";
    }
    if (words.startsWith("–")) {
      return "quiet";
    }
    return words.contains("SIMULATED") || words.startsWith("DEBUG MODE") ? "loud" : "";
  }

  /// One line, in as many rows as it takes; the text's whole content is the line.
  private void rows(String kind, String line) {
    body.append("<text");
    if (!kind.isEmpty()) {
      body.append(" class=\"").append(kind).append('"');
    }
    body.append(">");
    int remark = kind.startsWith("typed") ? remark(line) : line.length();
    int from = 0;
    do {
      int to = Math.min(line.length(), from + COLUMNS);
      int cut = Math.clamp(remark, from, to);
      // Where it begins doesn't depend on how wide a browser's letters are.
      piece(line.substring(from, cut), LEFT, "");
      piece(line.substring(cut, to), LEFT + (cut - from) * CHARACTER, "quiet");
      row++;
      from = to;
    } while (from < line.length());
    body.append("</text>\n");
  }

  private static int remark(String line) {
    var found = REMARK.matcher(line);
    return found.find() ? found.start() : line.length();
  }

  private void piece(String words, double x, String kind) {
    if (words.isEmpty()) {
      return;
    }
    body.append(
        String.format(
            Locale.ROOT,
            "<tspan x=\"%.1f\" y=\"%d\" textLength=\"%.1f\"%s>%s</tspan>",
            x,
            y(row),
            words.length() * CHARACTER,
            kind.isEmpty() ? "" : " class=\"" + kind + "\"",
            words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
  }

  private void scroll(double when) {
    scrolled.add(new double[] {when, Math.max(0, row - ROWS)});
  }

  private static int y(int row) {
    return TOP + LINE * (row + 1);
  }

  private static double seconds(Duration took) {
    return took.toMillis() / 1000.0;
  }

  private String finished(LocalDate day) {
    double all = now + END;
    StringBuilder style = new StringBuilder(STYLE);
    for (int i = 0; i < typed.size(); i++) {
      double[] one = typed.get(i);
      style.append(
          String.format(
              Locale.ROOT,
              """
              .k%d { animation: k%d %.1fs infinite; }
              @keyframes k%d { 0%% { clip-path: inset(0 100%% 0 0); animation-timing-function: step-end; } %.2f%% { clip-path: inset(0 100%% 0 0); animation-timing-function: steps(%d); } %.2f%%, 100%% { clip-path: inset(0 0 0 0); } }
              """,
              i + 1,
              i + 1,
              all,
              i + 1,
              100 * one[0] / all,
              (int) Math.min(one[2], COLUMNS),
              100 * one[1] / all));
    }
    for (int i = 0; i < shownAt.size(); i++) {
      style.append(
          String.format(
              Locale.ROOT,
              """
              .s%d { animation: s%d %.1fs step-end infinite; }
              @keyframes s%d { 0%% { opacity: 0; } %.2f%%, 100%% { opacity: 1; } }
              """,
              i + 1,
              i + 1,
              all,
              i + 1,
              100 * shownAt.get(i) / all));
    }
    style.append(
        String.format(Locale.ROOT, "#lines { animation: lines %.1fs step-end infinite; }%n", all));
    style.append("@keyframes lines { 0% { transform: translateY(0); }");
    for (double[] one : scrolled) {
      style.append(
          String.format(
              Locale.ROOT,
              " %.2f%% { transform: translateY(%dpx); }",
              100 * one[0] / all,
              (int) (-one[1] * LINE)));
    }
    int last = (int) (-scrolled.getLast()[1] * LINE);
    style.append(String.format(" 100%% { transform: translateY(%dpx); } }%n", last));
    style.append(String.format("#lines { transform: translateY(%dpx); }%n", last));
    int width = (int) (2 * LEFT + COLUMNS * CHARACTER);
    int height = TOP + LINE * ROWS + 16;
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" role="img" aria-labelledby="title words">
        <title id="title">The README's commands, as they ran on %3$s</title>
        <desc id="words">A terminal: the commands of the README's first part, typed one after another, and what each wrote. The text beside this picture has them too.</desc>
        <style>
        %4$s</style>
        <rect width="%1$d" height="%5$d" rx="8" fill="#14181d"/>
        <clipPath id="window"><rect x="0" y="%6$d" width="%1$d" height="%7$d"/></clipPath>
        <g clip-path="url(#window)"><g id="lines">
        %8$s</g></g>
        <text class="quiet" x="%9$d" y="%10$d" style="font-size: 11px">Recorded on %3$s by docs/walk. The times on the right are real; waits of more than %11$.1f s are cut.</text>
        </svg>
        """,
        width,
        height + 26,
        day,
        style,
        height + 26,
        TOP + 5,
        LINE * ROWS + 2,
        body,
        LEFT,
        height + 12,
        LONGEST_WAIT);
  }
}
