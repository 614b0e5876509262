// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.checks.CheckName;
import dev.strongroom.attestation.checks.VerifierCheck;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.nitro.verification.NitroCheck;
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

/// `docs/evidence.md` lists every check of Nitro's documents, with the source that the check cites,
/// and a proof that is there and shows it.
class NitroDocsTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z.-]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern MUTATION = Pattern.compile("mutation \"(.+)\"");
  private static final Pattern SAMPLE = Pattern.compile("sample `([^`]+)`: ([a-z ]+)");

  private record Row(String check, String source, String proof) {}

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("../docs/evidence.md"))) {
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
    List<CheckName> all = new ArrayList<>(List.of(NitroCheck.values()));
    all.add(VerifierCheck.POLICY_KIND);
    for (PathCheck.Rule rule : PathCheck.Rule.values()) {
      // AWS asks relying parties not to look for revocation.
      if (rule != PathCheck.Rule.REVOCATION) {
        all.add(new PathCheck("path", rule));
      }
    }
    assertThat(rows().stream().map(row -> row.check() + ": " + row.source()).toList())
        .containsExactlyInAnyOrderElementsOf(
            all.stream().map(check -> check.label() + ": " + check.source()).toList());
  }

  @Test
  void everyProofIsThereAndShowsIt() throws Exception {
    Map<String, Mutation> mutations =
        FakeMutations.all().stream().collect(Collectors.toMap(Mutation::name, Function.identity()));
    for (Row row : rows()) {
      Matcher mutation = MUTATION.matcher(row.proof());
      if (mutation.matches()) {
        Mutation found = mutations.get(mutation.group(1));
        assertThat(found).as(row.proof()).isNotNull();
        assertThat(found.expected()).as(row.proof()).isInstanceOf(Expectation.Only.class);
        assertThat(((Expectation.Only) found.expected()).failures())
            .as(row.proof())
            .anyMatch(failure -> failure.startsWith(row.check() + " "));
      } else {
        Matcher sample = SAMPLE.matcher(row.proof());
        assertThat(sample.matches()).as(row.proof()).isTrue();
        if (Vectors.find().isPresent()) {
          shows(row.check(), sample.group(1), sample.group(2));
        }
      }
    }
  }

  /// What never fails is shown by a genuine document.
  private static void shows(String check, String sample, String outcome) throws Exception {
    Path file = Vectors.directory().resolve("nitro").resolve(sample);
    NitroDocument document = (NitroDocument) Evidence.parse(Bytes.copyOf(Files.readAllBytes(file)));
    Verdict verdict =
        Verifier.create(SignatureProvider.jdk(), PathCache.none())
            .inspect(
                document, List.of(NitroPolicy.AWS_ROOT_G1), AppraisalTime.at(document.timestamp()));
    assertThat(verdict.genuine()).as(sample).isTrue();
    assertThat(verdict.check(check).orElseThrow().outcome().toString())
        .isEqualTo(outcome.replace(' ', '-'));
  }
}
