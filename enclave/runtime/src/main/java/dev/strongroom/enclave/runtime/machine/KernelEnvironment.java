// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// What the kernel has put into the environment of process 1: its own two variables, and every word
/// `name=value` of its command line that it doesn't know itself. Java and the C library take
/// options from there (`JDK_JAVA_OPTIONS`, `LD_PRELOAD`), and words that were added to the line
/// aren't measured. So there mustn't be any.
final class KernelEnvironment {
  private static final Set<String> OWN = Set.of("HOME=/", "TERM=linux");

  private KernelEnvironment() {}

  /// Makes sure that there is nothing but the kernel's own.
  ///
  /// @param block as in `/proc/self/environ`: each variable ends with a NUL
  /// @throws MachineException if there is more; says the names
  static void check(byte[] block) throws MachineException {
    List<String> foreign =
        Arrays.stream(new String(block, StandardCharsets.UTF_8).split("\0", -1))
            .filter(variable -> !variable.isEmpty() && !OWN.contains(variable))
            .map(variable -> variable.split("=", 2)[0])
            .toList();
    if (!foreign.isEmpty()) {
      throw new MachineException("the kernel's command line sets variables: " + foreign);
    }
  }
}
