// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.image.kernel.MalformedKernelException.Reason;
import org.junit.jupiter.api.Test;

/// What a `.config` file says.
class KernelConfigurationTest {
  @Test
  void readsValuesAndWhatIsOff() throws MalformedKernelException {
    KernelConfiguration read =
        KernelConfiguration.parse(
            """
            #
            # Automatically generated file; DO NOT EDIT.
            # General
            CONFIG_NSM=y
            CONFIG_VSOCKETS=m
            CONFIG_NR_CPUS=255
            CONFIG_LOCALVERSION="-strongroom"

            # CONFIG_MODULES is not set
            """);
    assertThat(read.options()).hasSize(5);
    assertThat(read.value("NSM")).isEqualTo("y");
    assertThat(read.value("VSOCKETS")).isEqualTo("m");
    assertThat(read.value("NR_CPUS")).isEqualTo("255");
    assertThat(read.value("LOCALVERSION")).isEqualTo("\"-strongroom\"");
    assertThat(read.value("MODULES")).isEqualTo("n");
    assertThat(read.value("NEVER_HEARD_OF")).isEqualTo("n");
  }

  @Test
  void namesEveryDeviation() throws MalformedKernelException {
    KernelConfiguration wanted =
        KernelConfiguration.parse("CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=3\n# CONFIG_D is not set\n");
    KernelConfiguration made = KernelConfiguration.parse("CONFIG_A=y\nCONFIG_C=4\nCONFIG_D=y\n");
    assertThat(made.deviationsFrom(wanted))
        .containsExactly("B is n, not y", "C is 4, not 3", "D is y, not n");
    assertThat(wanted.deviationsFrom(wanted)).isEmpty();
  }

  @Test
  void refusesOtherLinesWithTheirOffset() {
    assertThatExceptionOfType(MalformedKernelException.class)
        .isThrownBy(() -> KernelConfiguration.parse("CONFIG_A=y\nrm -rf /\n"))
        .satisfies(e -> {
          assertThat(e.reason()).isEqualTo(Reason.BAD_CONFIGURATION);
          assertThat(e.offset()).isEqualTo(11);
        });
  }

  @Test
  void refusesAnOptionThatIsThereTwice() {
    assertThatExceptionOfType(MalformedKernelException.class)
        .isThrownBy(() -> KernelConfiguration.parse("CONFIG_A=y\n# CONFIG_A is not set\n"))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BAD_CONFIGURATION));
  }
}
