// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;

/// What AWS's allocator service was told to keep for enclaves.
///
/// @param memoryMib memory, if the file names it
/// @param cpuCount number of CPUs, if the file names it
/// @param cpuPool certain CPUs instead of a number
record Allocator(
    OptionalLong memoryMib, OptionalLong cpuCount, Optional<NavigableSet<Integer>> cpuPool) {
  static final String FILE = "/etc/nitro_enclaves/allocator.yaml";

  /// Reads the file, which has one `name: value` on a line.
  ///
  /// @return empty if there is no such file
  static Optional<Allocator> read(Machine machine) {
    return machine
        .text(FILE)
        .map(text ->
            new Allocator(
                Machine.number(text, "memory_mib:\\s*([0-9]{1,9})(?:\\s*#.*)?"),
                Machine.number(text, "cpu_count:\\s*([0-9]{1,5})(?:\\s*#.*)?"),
                text.lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("cpu_pool:"))
                    .map(line -> line.substring("cpu_pool:".length()).replaceAll("#.*", ""))
                    .map(CpuList::parse)
                    .flatMap(Optional::stream)
                    .findFirst()));
  }
}
