// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.checks.CheckName;
import dev.strongroom.attestation.checks.VerifierCheck;
import dev.strongroom.attestation.x509.PathCheck;
import dev.strongroom.handheld.DocumentTable;
import dev.strongroom.handheld.android.AndroidKeyMutationTest.Mutation;
import dev.strongroom.handheld.apple.AppAttestPolicy;
import dev.strongroom.handheld.apple.AppleRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The document's table against the checks that there are, their sources, and the proofs.
class AndroidKeyTableTest {
  @Test
  void hasEveryCheckWithItsSource() throws Exception {
    List<CheckName> checks = new ArrayList<>(List.of(AndroidKeyCheck.values()));
    checks.addAll(List.of(VerifierCheck.values()));
    for (PathCheck.Rule rule : PathCheck.Rule.values()) {
      checks.add(new PathCheck("path", rule));
    }
    DocumentTable.of("Android").lists(checks);
  }

  @Test
  void namesAProofOfEach() throws Exception {
    DocumentTable.of("Android")
        .proves(
            AndroidKeyMutationTest.mutations()
                .collect(Collectors.toMap(Mutation::name, Mutation::check)));
  }

  @Test
  void hasEveryCheckOfAVerdict() throws Exception {
    DocumentTable table = DocumentTable.of("Android");
    assertThat(new ForgedChain().explain().verdict().checks())
        .extracting(Check::name)
        .allMatch(table::has);
  }

  @Test
  void aPolicyForPhonesOfTheOtherKindIsRefused() throws Exception {
    AppAttestPolicy other =
        new AppAttestPolicy(
            List.of(AppleRoot.ANCHOR),
            new Ignore<>("a test"),
            Set.of(AppAttestPolicy.Environment.PRODUCTION));
    Verdict verdict = new ForgedChain().explain(other).verdict();
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.check("policy.kind").orElseThrow().outcome())
        .isEqualTo(Check.Outcome.FAILED);
  }

  /// Google publishes no list of levels.
  @Test
  void nobodySaysWhatThePlatformIsWorth() throws Exception {
    Verdict verdict = new ForgedChain().explain().verdict();
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.check("platform.status").orElseThrow().outcome())
        .isEqualTo(Check.Outcome.NOT_APPLICABLE);
  }
}
