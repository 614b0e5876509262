// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

/// What a process runs on. Numbers of system calls differ between them.
enum Architecture {
  /// `AUDIT_ARCH_X86_64` of linux/audit.h.
  X86_64(0xC000003E),
  /// `AUDIT_ARCH_AARCH64` of linux/audit.h.
  AARCH64(0xC00000B7);

  private final int audit;

  Architecture(int audit) {
    this.audit = audit;
  }

  /// As the kernel shows it to filters of system calls.
  int audit() {
    return audit;
  }

  /// @param name as in the system property `os.arch`
  /// @throws MachineException if it is none of these
  static Architecture of(String name) throws MachineException {
    return switch (name) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64" -> AARCH64;
      default -> throw new MachineException("system calls of " + name + " aren't known");
    };
  }
}
