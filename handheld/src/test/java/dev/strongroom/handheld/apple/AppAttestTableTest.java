// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.handheld.DocumentTable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The document's table against the checks that there are, and against the proofs.
class AppAttestTableTest {
  @Test
  void hasEveryCheckAndNamesMutationsThatThereAre() throws Exception {
    DocumentTable table = DocumentTable.of("Apple");
    assertThat(table.checks())
        .containsAll(Arrays.stream(AppAttestCheck.values()).map(AppAttestCheck::label).toList());
    assertThat(table.mutations())
        .isNotEmpty()
        .isSubsetOf(
            AppAttestMutationTest.mutations().map(AppAttestMutationTest.Mutation::name).toList());
  }

  @Test
  void hasEveryCheckThatAMutationFails() throws Exception {
    assertThat(AppAttestMutationTest.mutations().map(AppAttestMutationTest.Mutation::check))
        .allMatch(check ->
            tableHas(check)
                || (check.startsWith("path.") && tableHas("path.*"))
                || check.equals("evidence.time"));
  }

  private static boolean tableHas(String check) {
    try {
      return DocumentTable.of("Apple").checks().contains(check);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
