// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import dev.strongroom.host.doctor.Diagnosis.Fine;
import dev.strongroom.host.doctor.Diagnosis.Problem;
import dev.strongroom.host.doctor.Diagnosis.Warning;
import java.util.Optional;
import java.util.OptionalLong;

/// Free memory, for enclaves that take theirs from it.
final class MemoryChecks {
  private static final long MIB = 1L << 20;
  private static final long SIMULATED = 512 * MIB;
  private static final long QEMU = 512 * MIB;

  private MemoryChecks() {}

  static Diagnosis simulated(Machine machine) {
    OptionalLong free = free(machine);
    if (free.isPresent() && free.getAsLong() < SIMULATED) {
      return new Warning(
          "memory",
          mib(free.getAsLong()) + " free",
          mib(SIMULATED) + " for host and enclave",
          "end other programs, or add memory");
    }
    return seen(free);
  }

  static Diagnosis qemu(Machine machine, OptionalLong imageBytes) {
    OptionalLong free = free(machine);
    long wanted = Math.max(QEMU, 4 * imageBytes.orElse(0));
    if (free.isPresent() && free.getAsLong() < wanted) {
      return new Problem(
          "memory",
          mib(free.getAsLong()) + " free",
          mib(wanted) + ": four times the image, and no less than " + mib(QEMU),
          "end other programs, add memory, or make the image smaller");
    }
    return seen(free);
  }

  private static Diagnosis seen(OptionalLong free) {
    return free.isPresent()
        ? new Fine("memory", mib(free.getAsLong()) + " free")
        : new Warning(
            "memory", "/proc/meminfo can't be read", "to see how much is free", "mount /proc");
  }

  private static OptionalLong free(Machine machine) {
    Optional<String> text = machine.text("/proc/meminfo");
    OptionalLong kib = Machine.number(text.orElse(""), "MemAvailable:\\s+([0-9]{1,15}) kB");
    return kib.isPresent() ? OptionalLong.of(kib.getAsLong() * 1024) : kib;
  }

  static String mib(long bytes) {
    return (bytes + MIB - 1) / MIB + " MiB";
  }
}
