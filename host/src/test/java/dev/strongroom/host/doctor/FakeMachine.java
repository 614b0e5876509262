// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import dev.strongroom.host.command.SystemCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalLong;

/// A folder that stands for a machine's file system, and scripts for its programs.
final class FakeMachine {
  private final Path root;
  private int java = 25;
  private Path temporary = Path.of("/tmp");

  FakeMachine(Path root) {
    this.root = root;
  }

  /// An EC2 instance on which all is well for an image of up to 512 MiB.
  static FakeMachine instance(Path root) {
    return new FakeMachine(root)
        .file("/proc/meminfo", "MemTotal: 9 kB\nMemAvailable:    4194304 kB\n")
        .file("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n")
        .file("/sys/class/dmi/id/product_name", "m5.2xlarge\n")
        .file("/dev/nitro_enclaves", "")
        .file("/dev/vsock", "")
        .file(
            "/etc/nitro_enclaves/allocator.yaml",
            "---\n# how much\nmemory_mib: 2048\ncpu_count: 2\n")
        .file("/sys/module/nitro_enclaves/parameters/ne_cpus", "1,5\n")
        .pages(0, 2048, 1024, 1024)
        .pages(0, 1_048_576, 0, 0)
        .pages(1, 2048, 0, 0)
        .core(0, "0,4")
        .core(4, "0,4")
        .core(2, "2,6")
        .program("nitro-cli", "exit 0")
        .file("/run/systemd/timesync/synchronized", "");
  }

  /// A server on which all is well for a guest under SEV-SNP.
  static FakeMachine epyc(Path root) {
    return confidential(root, "6.11.0-9-amd64", "9.1.0", "sev-snp-guest")
        .file("/sys/module/kvm_amd/parameters/sev_snp", "Y\n")
        .file("/dev/sev", "");
  }

  /// A server on which all is well for a guest under TDX.
  static FakeMachine xeon(Path root) {
    return confidential(root, "6.16.3+deb14-amd64", "10.1.0 (Debian 1:10.1.0+ds-5)", "tdx-guest")
        .file("/sys/module/kvm_intel/parameters/tdx", "Y\n")
        .file("/var/run/tdx-qgs/qgs.socket", "");
  }

  private static FakeMachine confidential(
      Path root, String kernel, String qemu, String protection) {
    return new FakeMachine(root)
        .file("/proc/meminfo", "MemTotal: 9 kB\nMemAvailable:    4194304 kB\n")
        .file("/proc/sys/kernel/osrelease", kernel + "\n")
        .file("/dev/kvm", "")
        .file("/dev/vhost-vsock", "")
        .file("/usr/bin/setpriv", "")
        .file("/run/systemd/timesync/synchronized", "")
        .qemu(qemu, protection);
  }

  /// QEMU as distributions have it.
  FakeMachine qemu(String version, String objects) {
    return program(
        "qemu-system-x86_64",
        "case \"$1\" in --version) echo 'QEMU emulator version "
            + version
            + "';; -object) printf 'List of user creatable objects:\\n  "
            + objects.replace(" ", "\\n  ")
            + "\\n';; esac");
  }

  FakeMachine file(String path, String text) {
    try {
      Path file = root.resolve(path.substring(1));
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FakeMachine without(String path) {
    try {
      Files.delete(root.resolve(path.substring(1)));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FakeMachine pages(int node, int kib, int reserved, int free) {
    String folder = "/sys/devices/system/node/node" + node + "/hugepages/hugepages-" + kib + "kB";
    return file(folder + "/nr_hugepages", reserved + "\n")
        .file(folder + "/free_hugepages", free + "\n");
  }

  FakeMachine core(int cpu, String threads) {
    return file(
        "/sys/devices/system/cpu/cpu" + cpu + "/topology/thread_siblings_list", threads + "\n");
  }

  FakeMachine program(String name, String body) {
    file("/bin/" + name, "#!/bin/sh\n" + body + "\n");
    try {
      Files.setPosixFilePermissions(
          root.resolve("bin").resolve(name), PosixFilePermissions.fromString("rwx------"));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FakeMachine java(int release) {
    java = release;
    return this;
  }

  FakeMachine temporary(Path folder) {
    temporary = folder;
    return this;
  }

  List<Diagnosis> examine(Target target, int port, long imageBytes) {
    Machine machine =
        new Machine(
            root,
            root.resolve("emulator"),
            List.of(root.resolve("nowhere"), root.resolve("bin")),
            new SystemCommands("/bin:/usr/bin"),
            java,
            temporary);
    return new Doctor(machine)
        .examine(target, port, imageBytes < 0 ? OptionalLong.empty() : OptionalLong.of(imageBytes));
  }

  /// The one finding of this check.
  Diagnosis finding(Target target, String check, long imageBytes) {
    List<Diagnosis> found =
        examine(target, 0, imageBytes).stream()
            .filter(diagnosis -> diagnosis.check().equals(check))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(check + ": " + found);
    }
    return found.getFirst();
  }
}
