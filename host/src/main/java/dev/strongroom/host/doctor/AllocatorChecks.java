// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import dev.strongroom.host.doctor.Diagnosis.Fine;
import dev.strongroom.host.doctor.Diagnosis.Problem;
import dev.strongroom.host.doctor.Diagnosis.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;

/// Memory and CPUs that the instance keeps for enclaves: what the allocator was told, and what the
/// kernel really has.
final class AllocatorChecks {
  private static final long MIB = 1L << 20;
  private static final long LEAST_MIB = 64;
  private static final int CPUS = 2;
  private static final String RESTART =
      "set it in " + Allocator.FILE + ", then: systemctl restart nitro-enclaves-allocator";
  private static final String POOL = "/sys/module/nitro_enclaves/parameters/ne_cpus";

  private AllocatorChecks() {}

  static List<Diagnosis> of(Machine machine, OptionalLong imageBytes) {
    List<Diagnosis> found = new ArrayList<>();
    Optional<Allocator> allocator = Allocator.read(machine);
    found.add(configured(allocator, imageBytes));
    found.add(hugePages(machine, allocator, imageBytes));
    found.add(cpus(machine, allocator));
    return found;
  }

  private static long wantedMib(OptionalLong imageBytes) {
    return Math.max(LEAST_MIB, (4 * imageBytes.orElse(0) + MIB - 1) / MIB);
  }

  private static Diagnosis configured(Optional<Allocator> allocator, OptionalLong imageBytes) {
    if (allocator.isEmpty()) {
      return new Problem(
          "allocator",
          "no " + Allocator.FILE,
          "memory and CPUs set aside for enclaves",
          "install aws-nitro-enclaves-cli, then: systemctl enable --now nitro-enclaves-allocator");
    }
    OptionalLong memory = allocator.get().memoryMib();
    if (memory.isEmpty()) {
      return new Problem(
          "allocator", Allocator.FILE + " names no memory_mib", "memory_mib: a number", RESTART);
    }
    long wanted = wantedMib(imageBytes);
    String seen = "memory_mib: " + memory.getAsLong();
    if (memory.getAsLong() < wanted) {
      return new Problem(
          "allocator",
          seen,
          "memory_mib: " + wanted + " or more: four times the image, and no less than 64",
          RESTART);
    }
    return imageBytes.isPresent()
        ? new Fine("allocator", seen + ", of which the image needs " + wanted)
        : new Warning(
            "allocator",
            seen + ", and nobody said how large the image is",
            "four times the image",
            "say --image FILE");
  }

  private static Diagnosis hugePages(
      Machine machine, Optional<Allocator> allocator, OptionalLong imageBytes) {
    HugePages.OfNode best = HugePages.best(machine);
    long configured = allocator.map(a -> a.memoryMib().orElse(0)).orElse(0L);
    String seen =
        best.freeMib() + " MiB free in huge pages of node " + best.node() + " (most of any node)";
    if (best.reservedMib() == 0) {
      return new Problem(
          "huge pages",
          "none are reserved",
          "the memory of the enclave in huge pages of one NUMA node",
          "systemctl enable --now nitro-enclaves-allocator");
    }
    if (best.freeMib() < wantedMib(imageBytes)) {
      return new Problem(
          "huge pages",
          seen,
          wantedMib(imageBytes) + " MiB on one node",
          "end enclaves that run (nitro-cli describe-enclaves), or " + RESTART);
    }
    if (best.reservedMib() < configured) {
      return new Warning(
          "huge pages",
          best.reservedMib() + " MiB reserved, although memory_mib is " + configured,
          "as much as was configured",
          "systemctl restart nitro-enclaves-allocator; soon after boot, memory is less scattered");
    }
    return new Fine("huge pages", seen);
  }

  private static Diagnosis cpus(Machine machine, Optional<Allocator> allocator) {
    Optional<NavigableSet<Integer>> pool = machine.text(POOL).flatMap(CpuList::parse);
    if (pool.isEmpty()) {
      String configured =
          allocator
              .flatMap(a -> a.cpuPool().map(cpus -> "cpu_pool: " + cpus))
              .or(() ->
                  allocator
                      .filter(a -> a.cpuCount().isPresent())
                      .map(a -> "cpu_count: " + a.cpuCount().getAsLong()))
              .orElse("nothing configured");
      return new Problem(
          "cpus",
          "none are set aside (" + configured + ")",
          "2 CPUs or more, whole cores, without CPU 0",
          "cpu_count: 2; " + RESTART);
    }
    NavigableSet<Integer> cpus = pool.get();
    String seen = "CPUs " + cpus + " are set aside";
    if (cpus.contains(0)) {
      return new Problem("cpus", seen, "CPU 0 left to the instance", "cpu_count: 2; " + RESTART);
    }
    if (cpus.size() < CPUS) {
      return new Problem("cpus", seen, "2 CPUs or more", "cpu_count: 2; " + RESTART);
    }
    Optional<String> half = Cores.half(machine, cpus);
    return half.isPresent()
        ? new Problem(
            "cpus",
            seen + ", but core " + half.get() + " only in part",
            "whole cores",
            "cpu_count: an even number; " + RESTART)
        : new Fine("cpus", seen);
  }
}
