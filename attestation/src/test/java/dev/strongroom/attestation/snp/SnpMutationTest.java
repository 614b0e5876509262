// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.ColdAndWarm;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each rule has somebody who breaks it, and the check that ought to tell does.
class SnpMutationTest {
  private final Verifier verifier = Verifier.create(SignatureProvider.jdk(), PathCache.none());

  /// All mutations of reports and envelopes.
  static List<SnpMutation> all() {
    SnpTable table = new SnpTable();
    LayoutMutations.addTo(table);
    PathMutations.addTo(table);
    ReportMutations.addTo(table);
    PolicyMutations.addTo(table);
    BindingMutations.addTo(table);
    AzureMutations.addTo(table);
    return List.copyOf(table.mutations());
  }

  @Test
  void verdictsDoNotDependOnWhatIsRemembered() throws Exception {
    assertThat(ColdAndWarm.same(all().stream().map(SnpMutation::judged).toList()))
        .isGreaterThanOrEqualTo(100);
  }

  @TestFactory
  Stream<DynamicTest> eachIsCaught() {
    List<SnpMutation> mutations = all();
    assertThat(mutations).hasSizeGreaterThanOrEqualTo(150);
    assertThat(mutations).extracting(SnpMutation::name).doesNotHaveDuplicates();
    return mutations.stream()
        .map(mutation -> DynamicTest.dynamicTest(mutation.name(), () -> mutation.check(verifier)));
  }
}
