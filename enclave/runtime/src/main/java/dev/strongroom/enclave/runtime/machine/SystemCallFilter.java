// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The program that the kernel asks about every system call of the enclave, in its classic BPF
/// (seccomp(2), "Filters"). It refuses what [RefusedCall] lists, and new processes.
///
/// A list of what is refused, not of what is allowed: what Java, its compilers and applications
/// call changes with every release, and a call that is missing shows as a failure at some later
/// time.
final class SystemCallFilter {
  /// Bytes of an instruction, `struct sock_filter`.
  static final int INSTRUCTION = 8;

  // seccomp(2), "return values"; an error number is in the low 16 bits.
  static final int ALLOW = 0x7fff0000;
  static final int KILL_PROCESS = 0x80000000;
  static final int ERRNO = 0x00050000;
  static final int EPERM = 1;
  static final int ENOSYS = 38;

  // struct seccomp_data: number, architecture, address (8), six arguments of 8, little-endian.
  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int FIRST_ARGUMENT = 16;

  // linux/bpf_common.h: BPF_LD|BPF_W|BPF_ABS, and jumps by equality, size and common bits.
  private static final int LOAD = 0x20;
  private static final int IF_EQUAL = 0x15;
  private static final int IF_AT_LEAST = 0x35;
  private static final int IF_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  // Calls of x86_64's third set, x32, have this bit and the same architecture.
  private static final int X32 = 0x40000000;
  private static final int CLONE_X86 = 56;
  private static final int CLONE_ARM = 220;
  private static final int CLONE3 = 435;
  private static final int CLONE_THREAD = 0x00010000;

  private final List<Instruction> program = new ArrayList<>();

  private SystemCallFilter() {}

  /// @param yes how many instructions to skip if so
  /// @param no how many else
  private record Instruction(int code, int yes, int no, int operand) {}

  /// The program for an architecture, as the kernel reads it.
  static Bytes of(Architecture architecture) {
    SystemCallFilter filter = new SystemCallFilter();
    filter.otherArchitectures(architecture);
    filter.processes(architecture);
    filter.refused(architecture);
    return filter.encoded();
  }

  /// By the numbers of another architecture, all else could be passed by.
  private void otherArchitectures(Architecture architecture) {
    add(LOAD, ARCHITECTURE);
    add(IF_EQUAL, 1, 0, architecture.audit());
    add(RETURN, KILL_PROCESS);
    add(LOAD, NUMBER);
    if (architecture == Architecture.X86_64) {
      add(IF_AT_LEAST, 0, 1, X32);
      add(RETURN, KILL_PROCESS);
    }
  }

  /// Threads may be made, processes not. What clone3 is to make is behind a pointer, where no
  /// filter sees it; told that there is none, the C library uses clone.
  private void processes(Architecture architecture) {
    add(IF_EQUAL, 0, 1, CLONE3);
    add(RETURN, ERRNO | ENOSYS);
    add(IF_EQUAL, 0, 4, architecture == Architecture.X86_64 ? CLONE_X86 : CLONE_ARM);
    add(LOAD, FIRST_ARGUMENT);
    add(IF_ANY_BIT, 0, 1, CLONE_THREAD);
    add(RETURN, ALLOW);
    add(RETURN, ERRNO | EPERM);
  }

  private void refused(Architecture architecture) {
    List<Integer> numbers = new ArrayList<>();
    for (RefusedCall call : RefusedCall.values()) {
      call.number(architecture).ifPresent(numbers::add);
    }
    for (int i = 0; i < numbers.size(); i++) {
      // To the last line: past the comparisons that are left, and past the permission.
      add(IF_EQUAL, numbers.size() - i, 0, numbers.get(i));
    }
    add(RETURN, ALLOW);
    add(RETURN, ERRNO | EPERM);
  }

  private void add(int code, int operand) {
    add(code, 0, 0, operand);
  }

  private void add(int code, int yes, int no, int operand) {
    program.add(new Instruction(code, yes, no, operand));
  }

  private Bytes encoded() {
    // Both architectures are little-endian.
    ByteBuffer out =
        ByteBuffer.allocate(program.size() * INSTRUCTION).order(ByteOrder.LITTLE_ENDIAN);
    for (Instruction each : program) {
      out.putShort((short) each.code());
      out.put((byte) each.yes()).put((byte) each.no());
      out.putInt(each.operand());
    }
    return Bytes.copyOf(out.array());
  }
}
