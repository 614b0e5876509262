// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Something that a kernel lacks and an enclave needs, in words for whoever builds the image.
///
/// @param option the option without `CONFIG_`; empty if the configuration isn't known
/// @param text such as `VIRTIO_MMIO_CMDLINE_DEVICES is off: …`
public record KernelWarning(Optional<String> option, String text) {
  private enum Machine {
    ANY,
    /// Enclaves of either architecture.
    ENCLAVE,
    /// Enclaves on x86.
    ENCLAVE_X86,
    /// Confidential virtual machines.
    CONFIDENTIAL;

    /// @param guest whether the kernel is one for confidential virtual machines
    boolean is(KernelImage.Format format, boolean guest) {
      return switch (this) {
        case ANY -> true;
        case ENCLAVE -> !guest;
        case ENCLAVE_X86 -> !guest && format == KernelImage.Format.BZIMAGE;
        case CONFIDENTIAL -> guest;
      };
    }
  }

  /// The driver that no other machine has a use for.
  private static final String GUEST = "SEV_GUEST";

  private record Need(Machine machine, String option, String without) {}

  private static final List<Need> NEEDS =
      List.of(
          new Need(
              Machine.ENCLAVE_X86,
              "VIRTIO_MMIO_CMDLINE_DEVICES",
              "neither vsock nor /dev/nsm will be found on Nitro, which announces its devices on the"
                  + " command line only"),
          new Need(Machine.ENCLAVE, "VIRTIO_MMIO", "no device of an enclave can be used"),
          new Need(Machine.ANY, "VIRTIO_VSOCKETS", "nothing gets into the enclave or out of it"),
          new Need(
              Machine.ENCLAVE,
              "NSM",
              "there is no /dev/nsm, so no evidence (drivers since Linux 6.8)"),
          new Need(
              Machine.ENCLAVE_X86,
              "X86_MPPARSE",
              "only one processor is used, whatever the enclave is given"),
          new Need(Machine.CONFIDENTIAL, "EFI_STUB", "the firmware can't start it"),
          new Need(Machine.CONFIDENTIAL, "AMD_MEM_ENCRYPT", "it can't run in encrypted memory"),
          new Need(Machine.CONFIDENTIAL, "VIRTIO_PCI", "no device of the machine can be used"),
          new Need(Machine.ANY, "BLK_DEV_INITRD", "the ramdisks aren't unpacked: nothing starts"),
          new Need(Machine.ANY, "RD_GZIP", "the base's ramdisk can't be unpacked: nothing starts"),
          new Need(Machine.ANY, "BINFMT_ELF", "no program starts"),
          new Need(Machine.ANY, "BINFMT_SCRIPT", "/init, a line of text, doesn't start"),
          new Need(Machine.ANY, "DEVTMPFS", "there are no device nodes"),
          new Need(Machine.ANY, "PROC_FS", "the JVM doesn't start"),
          new Need(Machine.ANY, "SYSFS", "processors and devices can't be looked up"),
          new Need(Machine.ANY, "TMPFS", "there is no folder for temporary files"),
          new Need(Machine.ANY, "FUTEX", "the JVM doesn't start"),
          new Need(Machine.ANY, "EPOLL", "the JVM's sockets don't work"),
          new Need(Machine.ANY, "EVENTFD", "the JVM's sockets don't work"),
          new Need(Machine.ANY, "POSIX_TIMERS", "the JVM's clocks don't work"),
          new Need(Machine.ANY, "ADVISE_SYSCALLS", "the JVM can't give memory back"),
          new Need(Machine.ANY, "INET", "the application has no loopback network"),
          new Need(Machine.ANY, "UNIX", "there are no Unix sockets"),
          new Need(Machine.ANY, "MULTIUSER", "the application can't have a user of its own"),
          new Need(
              Machine.ANY,
              "MAGIC_SYSRQ",
              "an enclave whose application has ended can't switch itself off"));

  /// What a kernel lacks, the gravest first; empty if nothing is known to be missing. An option
  /// that is a module counts as missing: an image has no modules.
  public static List<KernelWarning> of(KernelImage kernel) {
    if (kernel.configuration().isEmpty()) {
      return List.of(
          new KernelWarning(
              Optional.empty(),
              "the kernel's configuration isn't known, so nothing can be said about what it lacks: "
                  + kernel.configurationFrom()));
    }
    KernelConfiguration configuration = kernel.configuration().get();
    boolean guest = configuration.value(GUEST).equals("y");
    List<KernelWarning> warnings = new ArrayList<>();
    for (Need need : NEEDS) {
      boolean here = need.machine.is(kernel.format(), guest);
      String value = configuration.value(need.option);
      if (here && !value.equals("y")) {
        String is = value.equals("m") ? " is a module, and images have none: " : " is off: ";
        warnings.add(new KernelWarning(Optional.of(need.option), need.option + is + need.without));
      }
    }
    return List.copyOf(warnings);
  }
}
