// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The matrix of kind, check, source and proof: `docs/evidence.md` and the pages that it names.
/// That each page has every check of its kinds is held by the tests of those kinds.
class EvidenceDocsTest {
  private static final Path DOCS = Path.of("../docs");
  private static final String HEAD = "| check | passes if | document and section | proved by |";
  private static final Pattern QUOTED = Pattern.compile("`([a-z0-9-]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([a-z-]+\\.md)\\)");

  /// The cells of a row; a bar inside a cell is written \|.
  private static List<String> cells(String line) {
    String[] cells = line.split("(?<!\\\\)\\|", -1);
    return Arrays.stream(cells).toList().subList(1, cells.length - 1).stream()
        .map(String::strip)
        .toList();
  }

  /// The table of kinds.
  private static List<List<String>> kinds() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(DOCS.resolve("evidence.md"))) {
      if (line.startsWith("| kinds |")) {
        inside = true;
      } else if (inside && !line.startsWith("|")) {
        break;
      } else if (inside && !line.startsWith("|---")) {
        rows.add(cells(line));
      }
    }
    return rows;
  }

  @Test
  void everyKindHasItsPage() throws Exception {
    List<String> named = new ArrayList<>();
    for (List<String> row : kinds()) {
      QUOTED.matcher(row.getFirst()).results().map(found -> found.group(1)).forEach(named::add);
      LINK.matcher(row.get(1))
          .results()
          .forEach(page -> assertThat(DOCS.resolve(page.group(1))).exists());
      assertThat(row.get(2)).isNotBlank();
    }
    named.remove("handheld");
    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(EvidenceKind.values()).map(EvidenceKind::toString).toList());
  }

  @Test
  void noCellOfAnyPageIsEmpty() throws Exception {
    Set<String> pages = new TreeSet<>(Set.of("evidence.md"));
    for (List<String> row : kinds()) {
      LINK.matcher(row.get(1)).results().map((MatchResult r) -> r.group(1)).forEach(pages::add);
    }
    assertThat(pages).hasSize(6);
    for (String page : pages) {
      int rows = 0;
      boolean inside = false;
      for (String line : Files.readAllLines(DOCS.resolve(page))) {
        if (inside && line.startsWith("|") && !line.startsWith("|---")) {
          assertThat(cells(line))
              .as(page + ": " + line)
              .hasSize(4)
              .allMatch(cell -> !cell.isBlank() && !cell.equals("–"));
          rows++;
        }
        inside = line.equals(HEAD) || (inside && line.startsWith("|"));
      }
      assertThat(rows).as("checks of " + page).isGreaterThanOrEqualTo(8);
    }
  }
}
