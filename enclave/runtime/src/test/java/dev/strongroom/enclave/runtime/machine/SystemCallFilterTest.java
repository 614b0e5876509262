// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the filter says of every number there is, on both architectures.
class SystemCallFilterTest {
  private static final int EPERM = 0x00050001;
  private static final int ENOSYS = 0x00050026;
  private static final int ALLOW = 0x7fff0000;
  private static final int KILL = 0x80000000;
  private static final int HIGHEST = 600;
  private static final long SIGCHLD = 17;
  // As glibc makes a thread: CLONE_VM and nine others.
  private static final long THREAD = 0x3d0f00;

  private static int clone(Architecture architecture) {
    return architecture == Architecture.X86_64 ? 56 : 220;
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void refusesWhatIsListedAndNothingElse(Architecture architecture) {
    FilterProgram filter = new FilterProgram(SystemCallFilter.of(architecture));
    Set<Integer> listed = new HashSet<>();
    for (RefusedCall call : RefusedCall.values()) {
      call.number(architecture).ifPresent(listed::add);
    }
    for (int number = 0; number < HIGHEST; number++) {
      int expected =
          number == 435
              ? ENOSYS
              : number == clone(architecture) || listed.contains(number) ? EPERM : ALLOW;
      assertThat(filter.decide(architecture.audit(), number, SIGCHLD))
          .as("call %d", number)
          .isEqualTo(expected);
    }
    assertThat(filter.decide(architecture.audit(), -1, 0)).isNotEqualTo(0);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void letsThreadsBeMadeAndNoProcesses(Architecture architecture) {
    FilterProgram filter = new FilterProgram(SystemCallFilter.of(architecture));
    int clone = clone(architecture);
    assertThat(filter.decide(architecture.audit(), clone, THREAD)).isEqualTo(ALLOW);
    for (long process : List.of(SIGCHLD, 0x4111L, 0x10000000L, 0x1_0000_0000_0000L)) {
      assertThat(filter.decide(architecture.audit(), clone, process)).isEqualTo(EPERM);
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void killsWhoCallsAsAnotherArchitecture(Architecture architecture) {
    FilterProgram filter = new FilterProgram(SystemCallFilter.of(architecture));
    // i386, arm, and the respective other one; 1 is a harmless call on all.
    for (int other : List.of(0x40000003, 0x40000028, 0, 0xC000003E, 0xC00000B7)) {
      if (other != architecture.audit()) {
        assertThat(filter.decide(other, 1, 0)).isEqualTo(KILL);
      }
    }
    int x32 = filter.decide(architecture.audit(), 0x40000000 + 520, 0);
    assertThat(x32).isEqualTo(architecture == Architecture.X86_64 ? KILL : ALLOW);
  }

  @Test
  void knowsTheNumbersOfX86() throws IOException {
    assertNumbers(Path.of("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), Architecture.X86_64);
  }

  @Test
  void knowsTheNumbersOfArm() throws IOException {
    assertNumbers(Path.of("/usr/include/asm-generic/unistd.h"), Architecture.AARCH64);
  }

  /// Against the kernel's own header, which Debian's package linux-libc-dev brings.
  private static void assertNumbers(Path header, Architecture architecture) throws IOException {
    if (!Files.isReadable(header)) {
      String message = "NOT TESTED: no " + header + " here";
      System.err.println(message);
      Assumptions.abort(message);
    }
    String text = Files.readString(header);
    for (RefusedCall call : RefusedCall.values()) {
      Matcher defined =
          Pattern.compile("#define __NR_" + call.call() + "\\s+(\\d+)\\s").matcher(text);
      assertThat(defined.find()).as(call.call()).isEqualTo(call.number(architecture).isPresent());
      call.number(architecture)
          .ifPresent(number ->
              assertThat(defined.group(1)).as(call.call()).isEqualTo(Integer.toString(number)));
    }
  }

  @Test
  void knowsWhatItRunsOn() throws MachineException {
    assertThat(Architecture.of("amd64")).isEqualTo(Architecture.X86_64);
    assertThat(Architecture.of("aarch64")).isEqualTo(Architecture.AARCH64);
    assertThatThrownBy(() -> Architecture.of("riscv64"))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("riscv64");
  }
}
