// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.NitroVector;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.nitro.FakeMutations;
import dev.strongroom.attestation.nitro.GenuineMutations;
import dev.strongroom.attestation.nitro.Mutation;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.console.BrowserVerifier.PolicyOrAnchors;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The verifier in the page comes to the Java verifier's verdict, check by check and reason by
/// reason.
class AgreementTest {
  private final Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());
  private final List<String> names = new ArrayList<>();
  private final List<String> questions = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();

  @TempDir private Path folder;

  @BeforeEach
  void installed() {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
  }

  private void compare() throws Exception {
    List<String> answers = BrowserVerifier.answers(folder, "appraise-lines.mjs", questions);
    assertThat(answers).hasSameSizeAs(questions);
    List<String> differing = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (!answers.get(i).equals(expected.get(i))) {
        differing.add(names.get(i) + "\n  " + expected.get(i) + "\n  " + answers.get(i));
      }
    }
    assertThat(differing).isEmpty();
  }

  /// A browser's clock knows no less than a millisecond.
  private static boolean wholeMilliseconds(Mutation mutation) {
    Instant instant = mutation.time().instant(Instant.EPOCH);
    return instant.equals(instant.truncatedTo(ChronoUnit.MILLIS));
  }

  private void ask(Mutation mutation) {
    names.add(mutation.name());
    questions.add(
        BrowserVerifier.question(
            mutation.evidence(),
            new PolicyOrAnchors.Policy(mutation.policy()),
            mutation.challenge(),
            mutation.time()));
    expected.add(judged(mutation));
  }

  private String judged(Mutation mutation) {
    try {
      return BrowserVerifier.line(
          verifier.explain(
              NitroDocument.parse(mutation.evidence()),
              mutation.policy(),
              mutation.challenge(),
              mutation.time()));
    } catch (MalformedEvidenceException e) {
      return "malformed " + e.code();
    }
  }

  @Test
  void onGenuineDocumentsAtTheirTimesAndLater() throws Exception {
    for (NitroVector vector : Vectors.orAbort().nitro()) {
      for (AppraisalTime time :
          List.of(
              AppraisalTime.at(vector.validAt()),
              AppraisalTime.archived(),
              AppraisalTime.at(vector.validAt().plusSeconds(7 * 24 * 3600)))) {
        names.add(vector.file() + " " + time);
        questions.add(
            BrowserVerifier.question(
                vector.encoded(),
                new PolicyOrAnchors.Anchors(List.of(NitroPolicy.AWS_ROOT_G1)),
                Challenge.none(),
                time));
        expected.add(
            BrowserVerifier.line(
                verifier.inspect(
                    NitroDocument.parse(vector.encoded()),
                    List.of(NitroPolicy.AWS_ROOT_G1),
                    time)));
      }
    }
    assertThat(expected).anyMatch(line -> line.startsWith("genuine true"));
    assertThat(expected).anyMatch(line -> line.contains("cose.signature failed"));
    compare();
  }

  @Test
  void onChangedGenuineDocuments() throws Exception {
    Vectors.orAbort();
    GenuineMutations.all().forEach(this::ask);
    assertThat(questions).hasSizeGreaterThan(300);
    compare();
  }

  @Test
  void onDocumentsThatBreakOneRuleEach() throws Exception {
    List<Mutation> all = FakeMutations.all();
    all.stream().filter(AgreementTest::wholeMilliseconds).forEach(this::ask);
    assertThat(questions).hasSizeGreaterThan(all.size() - 5).hasSizeGreaterThan(300);
    compare();
  }
}
