// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelCommandLineTest {
  @Test
  void readsWords() {
    assertThat(KernelCommandLine.parse("  a b=c \t d\n").words()).containsExactly("a", "b=c", "d");
    assertThat(KernelCommandLine.parse("\n").words()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'',3",
    "strongroom.parent=2,2",
    "a strongroom.parent=2 b,2",
    "strongroom.parent=3,3",
    "strongroom.parent=22,3",
    "strongroom.parent=1,3",
    "strongroom.parent=,3",
    "xstrongroom.parent=2,3",
    "strongroom.parent=2x,3"
  })
  void theParentIsAmazonsUnlessItIsAnEmulatorsHost(String line, int cid) {
    assertThat(KernelCommandLine.parse(line).parentCid()).isEqualTo(cid);
  }
}
