// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import dev.strongroom.host.command.SystemCommands;
import dev.strongroom.host.launch.Emulator;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Looks at a machine, and changes nothing.
public final class Doctor {
  private final Machine machine;

  /// A doctor for this machine.
  public static Doctor ofThisMachine() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    List<Path> programs = new ArrayList<>();
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (folder.startsWith("/")) {
        programs.add(Path.of(folder));
      }
    }
    return new Doctor(
        new Machine(
            Path.of("/"),
            Emulator.usualFolder(System.getenv(), Path.of(System.getProperty("user.home"))),
            programs,
            new SystemCommands(path),
            Runtime.version().feature(),
            Path.of(System.getProperty("java.io.tmpdir"))));
  }

  /// A doctor for a machine that is described.
  public Doctor(Machine machine) {
    this.machine = machine;
  }

  /// All that was found, in a sensible order to mend it.
  ///
  /// @param port where clients are to connect
  /// @param imageBytes size of the enclave image, if it is known
  public List<Diagnosis> examine(Target target, int port, OptionalLong imageBytes) {
    List<Diagnosis> found = new ArrayList<>();
    found.addAll(HostChecks.of(machine, port));
    switch (target) {
      case SIMULATED -> found.add(MemoryChecks.simulated(machine));
      case QEMU -> {
        found.add(MemoryChecks.qemu(machine, imageBytes));
        found.addAll(QemuChecks.of(machine));
      }
      case NITRO -> {
        found.addAll(NitroChecks.of(machine));
        found.addAll(AllocatorChecks.of(machine, imageBytes));
      }
      case SEV_SNP -> {
        found.add(MemoryChecks.qemu(machine, imageBytes));
        found.addAll(ConfidentialChecks.sevSnp(machine));
      }
      case TDX -> {
        found.add(MemoryChecks.qemu(machine, imageBytes));
        found.addAll(ConfidentialChecks.tdx(machine));
      }
    }
    found.add(ClockCheck.of(machine));
    return List.copyOf(found);
  }
}
