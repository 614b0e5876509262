// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of processors that the library doesn't run on.
class ProcessorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fpu avx avx2 bmi1 bmi2 f16c fma   | ''
          fpu avx bmi1 bmi2 f16c fma        | avx2
          fpu avx avx fpu bmi2 f16c fma     | avx2
          fpu sse4_2 avx512f avx2_of_others | avx,avx2,bmi2,f16c,fma
          ''                                | avx,avx2,bmi2,f16c,fma
          """)
  void namesWhatIsMissing(String flags, String missing) {
    String facts =
        """
        processor\t: 0
        model name\t: QEMU TCG CPU version 2.5+
        flags\t\t: %s
        vmx flags\t: vnmi

        processor\t: 1
        flags\t\t: avx avx2 bmi2 f16c fma
        """
            .formatted(flags);
    assertThat(String.join(",", Processor.lacking(facts))).isEqualTo(missing);
  }

  @Test
  void aKernelThatTellsNothingIsNotBelieved() throws IOException {
    assertThat(Processor.lacking("processor\t: 0\n")).hasSize(5);
    // The tests of the engine run here, so this machine has all.
    if (System.getProperty("os.arch").equals("amd64")) {
      assertThat(Processor.lacking(Files.readString(Path.of("/proc/cpuinfo")))).isEmpty();
    }
  }
}
