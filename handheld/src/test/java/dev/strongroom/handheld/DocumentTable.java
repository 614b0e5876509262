// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.checks.CheckName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The tables of checks in `docs/evidence-handheld.md`.
public final class DocumentTable {
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z.-]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern MUTATION = Pattern.compile("mutation \"([^\"]+)\"");
  private static final Pattern TEST = Pattern.compile("test `([A-Za-z]+)`");

  /// Titles that the document's list of sources has in full.
  private static final Map<String, String> TITLES =
      Map.of(
          "AOSP, Key and ID attestation, ", "AOSP, ",
          "Android Developers, Verify hardware-backed key pairs with key attestation, ",
              "Android Developers, ",
          "Apple, Validating apps that connect to your server, ", "Apple, ");

  private record Row(String check, String source, String proof) {}

  private final List<Row> rows;

  private DocumentTable(List<Row> rows) {
    this.rows = rows;
  }

  /// Those under headings that start so.
  public static DocumentTable of(String headings) throws IOException {
    List<Row> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("..", "docs", "evidence-handheld.md"))) {
      inside = line.startsWith("## ") ? line.startsWith("## " + headings) : inside;
      Matcher row = ROW.matcher(line);
      if (inside && row.matches()) {
        assertThat(row.group(2)).isNotBlank();
        rows.add(new Row(row.group(1), row.group(3), row.group(4)));
      }
    }
    return new DocumentTable(rows);
  }

  /// Every check has its row, with the source that it cites, and no other has one.
  public void lists(List<? extends CheckName> checks) {
    assertThat(rows.stream().map(row -> row.check() + " | " + row.source()))
        .containsExactlyInAnyOrderElementsOf(
            checks.stream().map(check -> check.label() + " | " + abbreviated(check)).toList());
  }

  private static String abbreviated(CheckName check) {
    String source = check.source();
    for (Map.Entry<String, String> title : TITLES.entrySet()) {
      source = source.replace(title.getKey(), title.getValue());
    }
    return source;
  }

  /// Every row names a mutation that fails its check, or a test that there is.
  ///
  /// @param mutations which check each fails
  public void proves(Map<String, String> mutations) throws IOException {
    String tests = tests();
    for (Row row : rows) {
      Matcher mutation = MUTATION.matcher(row.proof());
      Matcher test = TEST.matcher(row.proof());
      boolean proved = false;
      while (mutation.find()) {
        assertThat(mutations).as(row.check()).containsKey(mutation.group(1));
        assertThat(Objects.requireNonNull(mutations.get(mutation.group(1))))
            .as(mutation.group(1))
            .isEqualTo(row.check());
        proved = true;
      }
      while (test.find()) {
        assertThat(tests).as(row.check()).contains(" void " + test.group(1) + "(");
        proved = true;
      }
      assertThat(proved).as("proof of " + row.check()).isTrue();
    }
  }

  /// Whether there is a row.
  public boolean has(String check) {
    return rows.stream().anyMatch(row -> row.check().equals(check));
  }

  private static String tests() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(file -> file.toString().endsWith("Test.java")).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }
}
