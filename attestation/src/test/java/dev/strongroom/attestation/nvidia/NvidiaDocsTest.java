// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.checks.CheckName;
import dev.strongroom.attestation.checks.VerifierCheck;
import dev.strongroom.attestation.fixtures.NvidiaVectors;
import dev.strongroom.attestation.nvidia.nras.verification.NrasCheck;
import dev.strongroom.attestation.nvidia.verification.NvidiaCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The tables of checks name every check, its source, and proofs that exist.
class NvidiaDocsTest {
  private static final Pattern QUOTED = Pattern.compile("(vector )?`([^`]+)`");

  /// What is below it is about answers of the service, what is above it about devices.
  private static final String SERVICE = "## Answers of NVIDIA's service";

  private record Row(boolean ofService, String check, String passes, String source, String proof) {}

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    boolean ofService = false;
    for (String line : Files.readAllLines(Path.of("../docs/evidence-nvidia.md"))) {
      ofService |= line.startsWith(SERVICE);
      // A bar inside a cell is written \|.
      String[] cells = line.split("(?<!\\\\)\\|", -1);
      if (cells.length == 6 && cells[1].contains("`") && !cells[1].contains("check |")) {
        rows.add(
            new Row(
                ofService, cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip()));
      }
    }
    return rows;
  }

  @Test
  void everyCheckHasItsRow() throws Exception {
    List<CheckName> ofDevices = new ArrayList<>(List.of(VerifierCheck.values()));
    for (NvidiaCheck.Rule rule : NvidiaCheck.Rule.values()) {
      ofDevices.add(new NvidiaCheck("", rule));
    }
    listed(false, ofDevices);
    List<CheckName> ofService = new ArrayList<>(List.of(VerifierCheck.values()));
    ofService.addAll(List.of(NrasCheck.values()));
    listed(true, ofService);
  }

  private static void listed(boolean ofService, List<CheckName> checks) throws IOException {
    Set<String> wanted =
        checks.stream()
            .map(check -> check.label() + " | " + check.source())
            .collect(Collectors.toSet());
    Set<String> found =
        rows().stream()
            .filter(row -> row.ofService() == ofService)
            .map(row ->
                row.check().replaceAll(".*`(?:gpu-N\\.|switch-N\\.|manifest-N\\.)?([^`]+)`", "$1")
                    + " | "
                    + row.source())
            .collect(Collectors.toSet());
    assertThat(found).containsExactlyInAnyOrderElementsOf(wanted);
  }

  @Test
  void everyProofExists() throws Exception {
    Set<String> mutations = new HashSet<>(NrasTest.names());
    NvidiaMutationTest.all().forEach(mutation -> mutations.add(mutation.name()));
    Set<String> vectors =
        NvidiaVectors.find().stream()
            .flatMap(found -> found.cases().stream())
            .map(entry -> NvidiaVectors.text(entry, "id"))
            .collect(Collectors.toSet());
    for (Row row : rows()) {
      assertThat(row.passes()).as(row.check()).isNotBlank();
      Matcher named = QUOTED.matcher(row.proof());
      int count = 0;
      while (named.find()) {
        count++;
        if (named.group(1) == null) {
          assertThat(mutations).as(row.check()).contains(named.group(2));
        } else if (!vectors.isEmpty()) {
          assertThat(vectors).as(row.check()).contains(named.group(2));
        }
      }
      assertThat(count).as(row.check()).isPositive();
    }
  }
}
