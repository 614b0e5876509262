// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.Vectors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// One thing wrong at a time: each mutation is caught by the rule that is there to catch it.
class NitroMutationTest {
  private final Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());

  @TestFactory
  Stream<DynamicTest> ofGenuineDocuments() throws Exception {
    // A factory that aborts isn't counted, a test that aborts is.
    return Vectors.find().isEmpty()
        ? Stream.of(DynamicTest.dynamicTest("sample evidence", Vectors::orAbort))
        : tests(GenuineMutations.all());
  }

  @TestFactory
  Stream<DynamicTest> ofDocumentsWithValidSignatures() {
    return tests(FakeMutations.all());
  }

  private Stream<DynamicTest> tests(List<Mutation> mutations) {
    assertThat(mutations).hasSizeGreaterThanOrEqualTo(90);
    assertThat(mutations).extracting(Mutation::name).doesNotHaveDuplicates();
    return mutations.stream()
        .map(mutation -> DynamicTest.dynamicTest(mutation.name(), () -> mutation.check(verifier)));
  }
}
