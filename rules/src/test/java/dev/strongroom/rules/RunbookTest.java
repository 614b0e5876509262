// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Each named error has a section in the runbook, and each section is about one that exists.
class RunbookTest {
  private static final Pattern SECTION =
      Pattern.compile(
          "(?m)^## (\\S+)\n\n- Meaning: (.+)\n- Cause: (.+)\n- Fix: (.+)\n(?=\n## |\\z)");

  private static Project project;
  private static List<String[]> rows;

  @BeforeAll
  static void read() throws Exception {
    project = Project.read();
    rows =
        Rows.of(project.root().resolve("rules/runbook.txt")).stream()
            .map(row -> row.split(" "))
            .toList();
  }

  private static Path runbook(String area) {
    return project.root().resolve("docs/runbook/" + area + ".md");
  }

  private static Set<String> codes(String[] row) throws IOException {
    Path place = project.root().resolve(row[2]);
    return switch (row.length == 3 ? "" : row[3]) {
      case "" -> NamedErrors.spelled(place);
      case "named" -> NamedErrors.named(place, row[4].equals("-") ? "" : row[4]);
      case "texts" -> NamedErrors.texts(place);
      case "arms" -> NamedErrors.arms(place);
      case "dotted" -> NamedErrors.dotted(project.root().resolve(row[4]), row[5]);
      case "thrown" ->
          NamedErrors.thrown(project.root().resolve(row[4]), row[5]).stream()
              .map(code -> (row.length > 6 ? row[6] : "") + code)
              .collect(Collectors.toCollection(TreeSet::new));
      default -> throw new IllegalArgumentException(String.join(" ", row));
    };
  }

  private static Map<String, Set<String>> byArea() throws IOException {
    Map<String, Set<String>> areas = new TreeMap<>();
    for (String[] row : rows) {
      if (row[0].equals("page")) {
        Set<String> codes = codes(row);
        assertThat(codes).as(String.join(" ", row)).isNotEmpty();
        areas.computeIfAbsent(row[1], _ -> new TreeSet<>()).addAll(codes);
      }
    }
    return areas;
  }

  @Test
  void eachCodeHasASectionAndEachSectionACode() throws IOException {
    Map<String, Set<String>> areas = byArea();
    for (Map.Entry<String, Set<String>> area : areas.entrySet()) {
      String text = Files.readString(runbook(area.getKey()));
      List<String> headings =
          text.lines()
              .filter(line -> line.startsWith("## "))
              .map(line -> line.substring(3))
              .toList();
      assertThat(headings)
          .as("docs/runbook/" + area.getKey() + ".md")
          .containsExactlyInAnyOrderElementsOf(area.getValue());
    }
    try (Stream<Path> pages = Files.list(runbook("README").getParent())) {
      assertThat(
              pages
                  .map(page -> page.getFileName().toString().replace(".md", ""))
                  .filter(page -> !page.equals("README"))
                  .collect(Collectors.toSet()))
          .isEqualTo(areas.keySet());
    }
    String contents = Files.readString(runbook("README"));
    areas.keySet().forEach(area -> assertThat(contents).contains("](" + area + ".md)"));
  }

  @Test
  void eachSectionSaysWhatItMeansWhatItComesFromAndWhatToDo() throws IOException {
    for (String area : byArea().keySet()) {
      String text = Files.readString(runbook(area));
      Matcher section = SECTION.matcher(text);
      Set<String> said = new HashSet<>();
      List<String> complete = new ArrayList<>();
      while (section.find()) {
        complete.add(section.group(1));
        assertThat(said.add(section.group(2)))
            .as(area + ": " + section.group(1) + " means the same as another")
            .isTrue();
        assertThat(section.group(2).length()).as(area + ": " + section.group(1)).isGreaterThan(15);
      }
      assertThat(complete)
          .as("sections of " + area + " with the three lines")
          .hasSize((int) text.lines().filter(line -> line.startsWith("## ")).count());
    }
  }

  @Test
  void noFileWithCodesIsForgotten() throws IOException {
    Set<String> listed = new TreeSet<>();
    for (String[] row : rows) {
      String file = row[0].equals("other") ? row[1] : row[2];
      assertThat(project.root().resolve(file)).exists();
      listed.add(file);
    }
    for (String module : project.modules().keySet()) {
      Path main = project.root().resolve(module).resolve("src/main/java");
      // Never published, so nobody runs it.
      if (!Files.isDirectory(main) || module.equals("bench")) {
        continue;
      }
      for (Path file : NamedErrors.sources(main)) {
        if (Files.readString(file).contains(" String code() {")) {
          assertThat(listed).contains(project.root().relativize(file).toString());
        }
      }
    }
  }

  @Test
  void whatIsExplainedElsewhereIsNamedThere() throws IOException {
    for (String[] row : rows) {
      if (row[0].equals("elsewhere")) {
        String text = Files.readString(project.root().resolve(row[1]));
        Set<String> codes = NamedErrors.spelled(project.root().resolve(row[2]));
        assertThat(codes).as(row[2]).isNotEmpty();
        codes.forEach(code -> assertThat(text).contains("`" + code + "`"));
      }
    }
  }
}
