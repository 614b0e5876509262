// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.composite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.checks.VerifierCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/composite-evidence.md` lists every check, with the source that the check cites, and proofs
/// that are there and show it.
class CompositeDocsTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z.-]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  @Test
  void everyCheckIsListedWithItsSourceAndItsProof() throws Exception {
    Map<String, List<String>> failures =
        CompositeMutations.all().stream()
            .collect(Collectors.toMap(CompositeMutation::name, CompositeMutation::failures));
    List<String> listed = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("../docs/composite-evidence.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        assertThat(row.group(2)).isNotBlank();
        listed.add(row.group(1) + " | " + row.group(3));
        List<String> proofs = QUOTED.matcher(row.group(4)).results().map(m -> m.group(1)).toList();
        assertThat(proofs).as(line).isNotEmpty();
        for (String proof : proofs) {
          assertThat(failures).containsKey(proof);
          assertThat(Objects.requireNonNull(failures.get(proof)))
              .as(proof)
              .anyMatch(failure -> failure.startsWith(row.group(1) + " "));
        }
      }
    }
    assertThat(listed)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of(VerifierCheck.values()), Stream.of(CompositeCheck.values()))
                .map(check -> check.label() + " | " + check.source())
                .toList());
  }
}
