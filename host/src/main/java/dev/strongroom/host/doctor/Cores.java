// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;

/// Which CPUs are threads of the same core.
final class Cores {
  private static final String CPUS = "/sys/devices/system/cpu";

  private Cores() {}

  /// A core of which some threads are in `pool` and others aren't, as the kernel writes it. What
  /// the kernel doesn't tell, as of CPUs that are off-line, is taken to be well.
  static Optional<String> half(Machine machine, Set<Integer> pool) {
    for (String cpu : machine.names(CPUS)) {
      if (!cpu.matches("cpu[0-9]{1,5}")) {
        continue;
      }
      Optional<String> core = machine.text(CPUS + "/" + cpu + "/topology/thread_siblings_list");
      Optional<NavigableSet<Integer>> threads = core.flatMap(CpuList::parse);
      if (threads.isPresent()
          && !pool.containsAll(threads.get())
          && !Collections.disjoint(pool, threads.get())) {
        return core;
      }
    }
    return Optional.empty();
  }
}
