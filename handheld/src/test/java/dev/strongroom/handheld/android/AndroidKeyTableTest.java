// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.handheld.DocumentTable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The document's table against the checks that there are, and against the proofs.
class AndroidKeyTableTest {
  @Test
  void hasEveryCheckAndNamesMutationsThatThereAre() throws Exception {
    DocumentTable table = DocumentTable.of("Android");
    assertThat(table.checks())
        .containsAll(Arrays.stream(AndroidKeyCheck.values()).map(AndroidKeyCheck::label).toList());
    assertThat(table.mutations())
        .isNotEmpty()
        .isSubsetOf(
            AndroidKeyMutationTest.mutations().map(AndroidKeyMutationTest.Mutation::name).toList());
  }

  @Test
  void hasEveryCheckThatAMutationFails() throws Exception {
    assertThat(AndroidKeyMutationTest.mutations().map(AndroidKeyMutationTest.Mutation::check))
        .allMatch(check ->
            tableHas(check)
                || (check.startsWith("path.") && tableHas("path.*"))
                || check.equals("evidence.time"));
  }

  private static boolean tableHas(String check) {
    try {
      return DocumentTable.of("Android").checks().contains(check);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
