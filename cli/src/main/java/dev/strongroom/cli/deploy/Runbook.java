// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The pages of `docs/runbook`, which come with this program.
public final class Runbook {
  /// Each has a page; a test compares them with the folder.
  static final List<String> AREAS =
      List.of(
          "anchor",
          "answer",
          "backend",
          "certificate",
          "channel",
          "content",
          "control",
          "device",
          "egress",
          "engine",
          "evidence",
          "firmware",
          "gateway",
          "hand-over",
          "image-signature",
          "key-history",
          "kms",
          "malformed-evidence",
          "malformed-image",
          "message",
          "mirror",
          "notary",
          "notary-start",
          "quorum",
          "receipt",
          "recovery",
          "release",
          "storage",
          "store",
          "stream",
          "undecodable",
          "upgrades",
          "vault",
          "witness");

  private static final String HEADING = "## ";

  /// What is said of a code in one area.
  ///
  /// @param area the page's name
  /// @param title the page's title
  /// @param code which
  /// @param lines meaning, cause and fix
  public record Section(String area, String title, String code, List<String> lines) {
    /// Copies the list.
    public Section {
      lines = List.copyOf(lines);
    }
  }

  private Runbook() {}

  /// What is said of a code, in each area that has it.
  public static List<Section> sections(String code) {
    return all().stream().filter(section -> section.code().equals(code)).toList();
  }

  /// Codes that have a part of this one, for people who misspelt it.
  public static List<String> like(String code) {
    String wanted = code.toLowerCase(Locale.ROOT).replace('_', '-');
    return all().stream()
        .map(Section::code)
        .filter(known -> known.contains(wanted) || wanted.contains(known))
        .distinct()
        .sorted()
        .limit(8)
        .toList();
  }

  /// All sections, area by area.
  static List<Section> all() {
    List<Section> sections = new ArrayList<>();
    for (String area : AREAS) {
      String page = page(area);
      String title = page.lines().findFirst().orElse("").replaceFirst("^# ", "");
      for (String part : page.split("(?m)^" + HEADING, -1)) {
        List<String> lines = part.lines().toList();
        if (part.startsWith("# ") || lines.isEmpty()) {
          continue;
        }
        sections.add(
            new Section(
                area,
                title,
                lines.getFirst(),
                lines.stream().filter(line -> line.startsWith("- ")).map(Runbook::plain).toList()));
      }
    }
    return sections;
  }

  /// Without what only a browser shows.
  private static String plain(String line) {
    return line.substring(2)
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .replace("**", "")
        .replace("`", "");
  }

  private static String page(String area) {
    try (InputStream in = Runbook.class.getResourceAsStream("runbook/" + area + ".md")) {
      if (in == null) {
        throw new IllegalStateException("no page of the runbook for " + area);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("can't read the runbook's " + area, e);
    }
  }
}
