// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import dev.strongroom.host.doctor.Diagnosis.Fine;
import dev.strongroom.host.doctor.Diagnosis.Problem;
import dev.strongroom.host.doctor.Diagnosis.Warning;
import java.util.List;
import java.util.Optional;

/// What booting an image under QEMU needs.
final class QemuChecks {
  private static final String QEMU = "qemu-system-x86_64";
  private static final String BACKEND = "vhost-device-vsock";
  private static final Version OLDEST = new Version(9, 2);

  /// What stands before it.
  static final String VERSION = "QEMU emulator version ";

  private static final String BUILD =
      "emulator/build, from Strongroom's source: no Debian package has the machine";

  private QemuChecks() {}

  static List<Diagnosis> of(Machine machine) {
    return List.of(qemu(machine), backend(machine), setpriv(machine));
  }

  private static Diagnosis qemu(Machine machine) {
    if (machine.program(QEMU).isEmpty()) {
      return new Problem(
          "qemu", "no " + QEMU + " by emulator/build or on PATH", "QEMU 9.2 or newer", BUILD);
    }
    Optional<Version> version =
        machine.output(QEMU, "--version").flatMap(said -> Version.after(VERSION, said));
    if (version.isEmpty()) {
      return new Problem("qemu", QEMU + " doesn't tell its version", "QEMU 9.2 or newer", BUILD);
    }
    String seen = "QEMU " + version.get();
    if (version.get().compareTo(OLDEST) < 0) {
      return new Problem("qemu", seen, "9.2 or newer, for its machine nitro-enclave", BUILD);
    }
    boolean machineKnown =
        machine
            .output(QEMU, "-M", "help")
            .map(text -> text.lines().anyMatch(line -> line.startsWith("nitro-enclave ")))
            .orElse(false);
    return machineKnown
        ? new Fine("qemu", seen + " with the machine nitro-enclave")
        : new Problem("qemu", seen + " without the machine nitro-enclave", "that machine", BUILD);
  }

  private static Diagnosis backend(Machine machine) {
    return machine
        .program(BACKEND)
        .<Diagnosis>map(path -> new Fine("vsock backend", path.toString()))
        .orElse(
            new Problem(
                "vsock backend",
                "no " + BACKEND + " by emulator/build or on PATH",
                "it: QEMU's machine demands one",
                "emulator/build, from Strongroom's source"));
  }

  /// Whether QEMU can be bound to the host's process.
  static Diagnosis setpriv(Machine machine) {
    return machine.exists("/usr/bin/setpriv") || machine.exists("/bin/setpriv")
        ? new Fine("setpriv", "there")
        : new Warning(
            "setpriv",
            "no setpriv",
            "it: without, QEMU outlives a host that is killed",
            "install util-linux");
  }
}
