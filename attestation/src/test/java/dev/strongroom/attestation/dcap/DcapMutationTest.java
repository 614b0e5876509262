// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.ColdAndWarm;
import dev.strongroom.attestation.fixtures.DcapVectors;
import dev.strongroom.attestation.fixtures.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// One thing wrong at a time: each mutation is caught by the rule that is there to catch it.
class DcapMutationTest {
  private static final Set<String> CONSEQUENCES =
      Set.of("platform.status unverifiable", "policy.status platform-status-not-accepted");

  private static final Pattern FIELD = Pattern.compile("Azure: another ([A-Z0-3_]+) than quoted");

  private final Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());

  @Test
  void verdictsDoNotDependOnWhatIsRemembered() throws Exception {
    List<DcapMutation> mutations = new ArrayList<>(forged());
    mutations.addAll(genuine());
    assertThat(ColdAndWarm.same(mutations.stream().map(DcapMutation::judged).toList()))
        .isGreaterThanOrEqualTo(50);
  }

  @TestFactory
  Stream<DynamicTest> ofGenuineQuotes() {
    // A factory that aborts isn't counted, a test that aborts is.
    return genuine().isEmpty()
        ? Stream.of(DynamicTest.dynamicTest("sample evidence", Vectors::orAbort))
        : tests(genuine());
  }

  @TestFactory
  Stream<DynamicTest> ofForgedQuotes() {
    return tests(forged());
  }

  /// What is wrong with a machine of Azure's is noted by the check that is there for it, and by no
  /// other; that its platform isn't known then follows.
  @TestFactory
  Stream<DynamicTest> ofAzureForTheirOwnReasonsOnly() {
    return forged().stream()
        .filter(mutation -> mutation.name().startsWith("Azure: "))
        .filter(mutation -> !mutation.expected().matches("accepted|malformed .*"))
        .map(mutation ->
            DynamicTest.dynamicTest(
                mutation.name(),
                () -> {
                  Verdict verdict =
                      verifier.explain(
                          Evidence.parse(mutation.evidence()),
                          mutation.endorsements(),
                          mutation.policy(),
                          mutation.challenge(),
                          mutation.time());
                  assertThat(DcapMutation.failures(verdict))
                      .filteredOn(failure -> !CONSEQUENCES.contains(failure) || verdict.genuine())
                      .containsExactly(mutation.expected().split("; ", -1));
                  Matcher field = FIELD.matcher(mutation.name());
                  if (field.matches()) {
                    assertThat(verdict.check("td-report.quoted").orElseThrow().detail())
                        .contains(field.group(1) + " in the paravisor's TD report");
                  }
                }));
  }

  static List<DcapMutation> genuine() {
    Optional<DcapVectors> tdx = DcapVectors.find("tdx");
    Optional<DcapVectors> sgx = DcapVectors.find("sgx");
    DcapTable table = new DcapTable();
    if (tdx.isPresent() && sgx.isPresent()) {
      GenuineQuotes.into(table, tdx.get(), sgx.get());
    }
    return table.mutations();
  }

  static List<DcapMutation> forged() {
    DcapTable table = new DcapTable();
    ForgedChains.into(table);
    ForgedLevels.into(table);
    ForgedPolicies.into(table);
    ForgedEnvelopes.into(table);
    ForgedAzure.into(table);
    return table.mutations();
  }

  private Stream<DynamicTest> tests(List<DcapMutation> mutations) {
    assertThat(mutations).hasSizeGreaterThanOrEqualTo(60);
    assertThat(mutations).extracting(DcapMutation::name).doesNotHaveDuplicates();
    return mutations.stream()
        .map(mutation -> DynamicTest.dynamicTest(mutation.name(), () -> mutation.check(verifier)));
  }
}
