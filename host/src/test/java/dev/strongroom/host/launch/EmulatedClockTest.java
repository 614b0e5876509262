// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmulatedClockTest {
  @Test
  void tellsTheGuestHowFastTheFirstProcessorIs() {
    String processors =
        "processor\t: 0\ncpu MHz\t\t: 2595.124\n\nprocessor\t: 1\ncpu MHz\t\t: 1.000\n";
    assertThat(EmulatedClock.words(processors)).isEqualTo(" tsc=reliable tsc_early_khz=2595124");
  }

  @Test
  void saysNothingWhereTheMachineDoesNot() {
    assertThat(EmulatedClock.words("processor\t: 0\nBogoMIPS\t: 50.00\n")).isEmpty();
  }
}
