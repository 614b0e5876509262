// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.NitroVector;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.nitro.FakeMutations;
import dev.strongroom.attestation.nitro.GenuineMutations;
import dev.strongroom.attestation.nitro.Mutation;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.NitroPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Our path checks compared with the JDK's PKIX validation of the same certificates: whatever ours
/// accept, PKIX accepts, and where ours are stricter, it is on purpose.
class PathOracleTest {
  private final Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());

  @Test
  void bothAcceptTheRealPaths() throws Exception {
    for (NitroVector vector : Vectors.orAbort().nitro(NitroVector::cryptographyHolds)) {
      NitroDocument document = NitroDocument.parse(vector.encoded());
      for (Instant at :
          List.of(
              vector.validAt(),
              vector.validAt().minusSeconds(86_400),
              vector.validAt().plusSeconds(86_400))) {
        Verdict verdict =
            verifier.inspect(document, List.of(NitroPolicy.AWS_ROOT_G1), AppraisalTime.at(at));
        assertThat(pathHolds(verdict))
            .as("%s at %s", vector.file(), at)
            .isEqualTo(Pkix.accepts(chain(document), at))
            .isEqualTo(at.equals(vector.validAt()));
      }
    }
  }

  @Test
  void pkixAcceptsWhatWeAcceptOfGenuineDocuments() throws Exception {
    assertThat(compare(GenuineMutations.all()))
        .containsExactlyInAnyOrderEntriesOf(Stricter.ofGenuineDocuments());
  }

  @Test
  void pkixAcceptsWhatWeAcceptUnderTheTestRoot() {
    assertThat(compare(FakeMutations.all()))
        .containsExactlyInAnyOrderEntriesOf(Stricter.underTestRoot());
  }

  /// Makes sure that PKIX accepts what we accept.
  ///
  /// @return where we are stricter: the first of our checks that fails, by the mutation's name
  private Map<String, String> compare(List<Mutation> mutations) {
    Map<String, String> stricter = new TreeMap<>();
    int bothAccept = 0;
    int bothRefuse = 0;
    for (Mutation mutation : mutations) {
      NitroDocument document;
      try {
        document = NitroDocument.parse(mutation.evidence());
      } catch (MalformedEvidenceException e) {
        continue;
      }
      Verdict verdict =
          verifier.explain(document, mutation.policy(), mutation.challenge(), mutation.time());
      boolean pinned = verdict.check("path.root").orElseThrow().outcome() == Outcome.PASSED;
      boolean pkix =
          pinned && Pkix.accepts(chain(document), mutation.time().instant(document.timestamp()));
      if (pathHolds(verdict)) {
        assertThat(pkix).as("PKIX accepts \"%s\" as we do", mutation.name()).isTrue();
        bothAccept++;
      } else if (pkix) {
        stricter.put(mutation.name(), pathFailures(verdict).getFirst().name());
      } else {
        bothRefuse++;
      }
    }
    // Else the comparison would be of nothing.
    assertThat(bothAccept).isGreaterThan(20);
    assertThat(bothRefuse).isGreaterThan(40);
    return stricter;
  }

  private static boolean pathHolds(Verdict verdict) {
    return pathFailures(verdict).isEmpty();
  }

  private static List<Check> pathFailures(Verdict verdict) {
    return verdict.checks().stream()
        .filter(check -> check.name().startsWith("path.") && check.outcome() != Outcome.PASSED)
        .toList();
  }

  private static List<Bytes> chain(NitroDocument document) {
    List<Bytes> chain = new ArrayList<>(document.cabundle());
    chain.add(document.certificate());
    return chain;
  }
}
