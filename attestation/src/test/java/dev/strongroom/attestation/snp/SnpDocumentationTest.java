// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.azure.verification.AzureCheck;
import dev.strongroom.attestation.checks.CheckName;
import dev.strongroom.attestation.checks.VerifierCheck;
import dev.strongroom.attestation.fixtures.SnpVectors;
import dev.strongroom.attestation.nitro.Expectation;
import dev.strongroom.attestation.snp.verification.SnpCheck;
import dev.strongroom.attestation.x509.PathCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/evidence-sev-snp.md` lists every check, with the source that the check cites, and a proof
/// that is there.
class SnpDocumentationTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z.-]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern MUTATION = Pattern.compile("mutation \"([^\"]+)\"");
  private static final Pattern CASE = Pattern.compile("vector case `([^`]+)`");
  private static final Pattern OTHER = Pattern.compile("so `([a-z.-]+)` fails");

  private record Row(String check, String source, String proof) {}

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("../docs/evidence-sev-snp.md"))) {
      Matcher matcher = ROW.matcher(line);
      if (matcher.matches()) {
        assertThat(matcher.group(2)).isNotBlank();
        rows.add(new Row(matcher.group(1), matcher.group(3), matcher.group(4)));
      }
    }
    return rows;
  }

  @Test
  void everyCheckIsThereWithItsSource() throws IOException {
    List<CheckName> all = new ArrayList<>();
    all.addAll(List.of(SnpCheck.values()));
    all.addAll(List.of(AzureCheck.values()));
    // Of machines on TDX only: docs/evidence-dcap.md.
    all.remove(AzureCheck.TD_REPORT);
    all.addAll(List.of(VerifierCheck.values()));
    for (PathCheck.Rule rule : PathCheck.Rule.values()) {
      all.add(new PathCheck("path", rule));
    }
    assertThat(rows().stream().map(row -> row.check() + ": " + row.source()).toList())
        .containsExactlyInAnyOrderElementsOf(
            all.stream().map(check -> check.label() + ": " + check.source()).toList());
  }

  @Test
  void everyProofIsThereAndShowsIt() throws IOException {
    Map<String, SnpMutation> mutations =
        SnpMutationTest.all().stream()
            .collect(Collectors.toMap(SnpMutation::name, Function.identity()));
    for (Row row : rows()) {
      Matcher mutation = MUTATION.matcher(row.proof());
      if (!mutation.find()) {
        Matcher vector = CASE.matcher(row.proof());
        assertThat(vector.find()).as(row.proof()).isTrue();
        SnpVectors.find()
            .ifPresent(vectors -> assertThat(vectors.named(vector.group(1)).accepted()).isTrue());
        continue;
      }
      SnpMutation found = mutations.get(mutation.group(1));
      assertThat(found).as(row.proof()).isNotNull();
      Matcher other = OTHER.matcher(row.proof());
      String failing = other.find() ? other.group(1) : row.check();
      assertThat(failures(found.expected()))
          .as(row.check())
          .anyMatch(failure -> failure.startsWith(failing + " "));
    }
  }

  private static List<String> failures(Expectation expected) {
    return switch (expected) {
      case Expectation.Malformed _, Expectation.Accepted _ -> List.of();
      case Expectation.Only(List<String> all) -> all;
      case Expectation.First(String first, List<String> others) -> {
        List<String> all = new ArrayList<>(others);
        all.add(first);
        yield all;
      }
    };
  }
}
