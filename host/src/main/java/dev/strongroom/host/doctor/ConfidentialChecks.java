// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import dev.strongroom.host.doctor.Diagnosis.Fine;
import dev.strongroom.host.doctor.Diagnosis.Problem;
import dev.strongroom.host.doctor.Diagnosis.Warning;
import dev.strongroom.host.launch.Emulator;
import dev.strongroom.host.quotes.QuoteRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What starting an image as a confidential virtual machine needs (`docs/confidential-vm.md`).
final class ConfidentialChecks {
  private static final String GROUP = "add yourself to the group kvm, and log in again";

  private final Machine machine;

  private ConfidentialChecks(Machine machine) {
    this.machine = machine;
  }

  static List<Diagnosis> sevSnp(Machine machine) {
    ConfidentialChecks checks = new ConfidentialChecks(machine);
    return List.of(
        checks.processor(
            "/sys/module/kvm_amd/parameters/sev_snp",
            "SEV-SNP: an EPYC of the third generation or later, with SEV-SNP on in the setup of the"
                + " machine's firmware",
            "kvm_amd.sev_snp=1 on the kernel's command line"),
        checks.device("sev", "/dev/sev", "the rule that strongroom deploy confidential-vm writes"),
        checks.device("kvm", "/dev/kvm", GROUP),
        checks.device("vsock", "/dev/vhost-vsock", "modprobe vhost_vsock; " + GROUP),
        checks.kernel(new Version(6, 11)),
        checks.qemu(new Version(9, 1), "sev-snp-guest"),
        QemuChecks.setpriv(machine));
  }

  static List<Diagnosis> tdx(Machine machine) {
    ConfidentialChecks checks = new ConfidentialChecks(machine);
    return List.of(
        checks.processor(
            "/sys/module/kvm_intel/parameters/tdx",
            "TDX: a Xeon that has it, with TDX on in the setup of the machine's firmware",
            "kvm_intel.tdx=1 on the kernel's command line"),
        checks.device("kvm", "/dev/kvm", GROUP),
        checks.device("vsock", "/dev/vhost-vsock", "modprobe vhost_vsock; " + GROUP),
        checks.quotes(),
        checks.kernel(new Version(6, 16)),
        checks.qemu(new Version(10, 1), "tdx-guest"),
        QemuChecks.setpriv(machine));
  }

  /// KVM says there whether it found all that it takes.
  private Diagnosis processor(String parameter, String wanted, String remedy) {
    String seen = machine.text(parameter).map(said -> parameter + ": " + said).orElse("");
    return seen.endsWith(": Y")
        ? new Fine("processor", seen)
        : new Problem("processor", seen.isEmpty() ? "no " + parameter : seen, wanted, remedy);
  }

  private Diagnosis device(String check, String device, String remedy) {
    Path file = machine.file(device);
    if (Files.isReadable(file) && Files.isWritable(file)) {
      return new Fine(check, device + " can be used");
    }
    return new Problem(
        check,
        Files.exists(file) ? device + " is there, and you may not use it" : "no " + device,
        "it, with permission to read and write",
        remedy);
  }

  /// A service that listens on the vsock itself can't be seen from here.
  private Diagnosis quotes() {
    String socket = QuoteRelay.SERVICE.toString();
    if (Files.isWritable(machine.file(socket))) {
      return new Fine("quotes", socket);
    }
    return new Warning(
        "quotes",
        Files.exists(machine.file(socket))
            ? socket + " is there, and you may not use it"
            : "no " + socket,
        "Intel's quote generation service, without which the guest has no evidence",
        "install and start qgsd, and add yourself to its group qgsd; if it listens elsewhere: "
            + "strongroom run --quotes");
  }

  /// Distributions bring such things to older kernels too.
  private Diagnosis kernel(Version oldest) {
    String release = machine.text("/proc/sys/kernel/osrelease").orElse("unknown");
    return Version.after("", release).filter(seen -> seen.compareTo(oldest) >= 0).isPresent()
        ? new Fine("kernel", "Linux " + release)
        : new Warning(
            "kernel",
            "Linux " + release,
            oldest + " or newer, unless your distribution has put it into an older one",
            "install a newer kernel");
  }

  private Diagnosis qemu(Version oldest, String object) {
    String wanted = "QEMU " + oldest + " or newer, with " + object;
    String remedy = "install it from a newer release of your distribution, or build it";
    Optional<Path> program = machine.ordinary(Emulator.QEMU);
    if (program.isEmpty()) {
      return new Problem("qemu", "no " + Emulator.QEMU + " on PATH", wanted, remedy);
    }
    Optional<Version> version =
        machine
            .output(program.get(), "--version")
            .flatMap(said -> Version.after(QemuChecks.VERSION, said));
    String seen = version.map(found -> "QEMU " + found).orElse("QEMU of an unknown version");
    boolean known =
        machine
            .output(program.get(), "-object", "help")
            .map(text -> text.lines().anyMatch(line -> line.strip().equals(object)))
            .orElse(false);
    if (!known) {
      return new Problem("qemu", seen + " without " + object, wanted, remedy);
    }
    return version.filter(found -> found.compareTo(oldest) >= 0).isPresent()
        ? new Fine("qemu", seen + " with " + object)
        : new Problem("qemu", seen, wanted, remedy);
  }
}
