// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

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

/// One thing wrong at a time: each mutation is caught by the rule that is there to catch it.
class NvidiaMutationTest {
  private final Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());

  static List<NvidiaMutation> all() throws Exception {
    NvidiaTable table = new NvidiaTable();
    LayoutRules.addTo(table);
    DeviceRules.addTo(table);
    RevocationRules.addTo(table);
    ManifestRules.addTo(table);
    AppraisalRules.addTo(table);
    return table.mutations();
  }

  @Test
  void verdictsDoNotDependOnWhatIsRemembered() throws Exception {
    assertThat(ColdAndWarm.same(all().stream().map(NvidiaMutation::judged).toList()))
        .isGreaterThanOrEqualTo(100);
  }

  @TestFactory
  Stream<DynamicTest> ofDevicesWithValidSignatures() throws Exception {
    List<NvidiaMutation> mutations = all();
    assertThat(mutations).hasSizeGreaterThanOrEqualTo(150);
    assertThat(mutations).extracting(NvidiaMutation::name).doesNotHaveDuplicates();
    return mutations.stream()
        .map(mutation -> DynamicTest.dynamicTest(mutation.name(), () -> mutation.check(verifier)));
  }
}
