// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import java.util.Locale;
import java.util.OptionalInt;

/// System calls that nothing in an enclave needs once it runs. Most need privileges that it has
/// given away, or a kernel with more in it than ours has: this holds if one of those fails, and
/// makes less of the kernel reachable.
///
/// Numbers are those of `asm/unistd_64.h` (x86_64) and `asm-generic/unistd.h` (aarch64); both have
/// the same from 424 on.
enum RefusedCall {
  // Other programs: there are none inside, and what was written there mustn't become one.
  EXECVE(59, 221),
  EXECVEAT(322, 281),
  FORK(57),
  VFORK(58),
  // Looking into processes.
  PTRACE(101, 117),
  PROCESS_VM_READV(310, 270),
  PROCESS_VM_WRITEV(311, 271),
  PROCESS_MADVISE(440, 440),
  PIDFD_GETFD(438, 438),
  KCMP(312, 272),
  // Another file system than the measured one.
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  PIVOT_ROOT(155, 41),
  CHROOT(161, 51),
  OPEN_TREE(428, 428),
  MOVE_MOUNT(429, 429),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432),
  FSPICK(433, 433),
  MOUNT_SETATTR(442, 442),
  OPEN_BY_HANDLE_AT(304, 265),
  SWAPON(167, 224),
  // Another kernel, or more of it.
  INIT_MODULE(175, 105),
  FINIT_MODULE(313, 273),
  DELETE_MODULE(176, 106),
  KEXEC_LOAD(246, 104),
  KEXEC_FILE_LOAD(320, 294),
  REBOOT(169, 142),
  // Large parts of the kernel with a history, and no use here.
  BPF(321, 280),
  PERF_EVENT_OPEN(298, 241),
  IO_URING_SETUP(425, 425),
  IO_URING_ENTER(426, 426),
  IO_URING_REGISTER(427, 427),
  USERFAULTFD(323, 282),
  ADD_KEY(248, 217),
  REQUEST_KEY(249, 218),
  KEYCTL(250, 219),
  SETNS(308, 268),
  UNSHARE(272, 97),
  PERSONALITY(135, 92),
  MODIFY_LDT(154),
  IOPL(172),
  IOPERM(173),
  // The machine's clock: it was set from the device, before.
  SETTIMEOFDAY(164, 170),
  CLOCK_SETTIME(227, 112),
  ADJTIMEX(159, 171),
  CLOCK_ADJTIME(305, 266),
  // The kernel's log.
  SYSLOG(103, 116);

  private final int x86;
  private final OptionalInt arm;

  RefusedCall(int x86) {
    this.x86 = x86;
    this.arm = OptionalInt.empty();
  }

  RefusedCall(int x86, int arm) {
    this.x86 = x86;
    this.arm = OptionalInt.of(arm);
  }

  /// Its number; empty where there is no such call.
  OptionalInt number(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> OptionalInt.of(x86);
      case AARCH64 -> arm;
    };
  }

  /// The kernel's name for it.
  String call() {
    return name().toLowerCase(Locale.ROOT);
  }
}
