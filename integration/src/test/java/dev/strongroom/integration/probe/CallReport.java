// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.probe;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the kernel answers to system calls that the enclave's filter refuses: an error number for
/// each, 1 (`EPERM`) if it does. Made past the C library, by an application that may call native
/// code, with arguments that make no sense; numbers are those of x86-64.
final class CallReport {
  private static final long NOWHERE = -1;
  private static final Map<String, Integer> CALLS = new LinkedHashMap<>();

  static {
    CALLS.put("execve", 59);
    CALLS.put("execveat", 322);
    CALLS.put("fork", 57);
    CALLS.put("vfork", 58);
    CALLS.put("clone", 56);
    CALLS.put("clone3", 435);
    CALLS.put("ptrace", 101);
    CALLS.put("process_vm_readv", 310);
    CALLS.put("process_vm_writev", 311);
    CALLS.put("mount", 165);
    CALLS.put("umount2", 166);
    CALLS.put("pivot_root", 155);
    CALLS.put("chroot", 161);
    CALLS.put("move_mount", 429);
    CALLS.put("fsopen", 430);
    CALLS.put("init_module", 175);
    CALLS.put("finit_module", 313);
    CALLS.put("kexec_load", 246);
    CALLS.put("kexec_file_load", 320);
    CALLS.put("reboot", 169);
    CALLS.put("bpf", 321);
    CALLS.put("perf_event_open", 298);
    CALLS.put("io_uring_setup", 425);
    CALLS.put("io_uring_enter", 426);
    CALLS.put("io_uring_register", 427);
    CALLS.put("userfaultfd", 323);
    CALLS.put("keyctl", 250);
    CALLS.put("setns", 308);
    CALLS.put("unshare", 272);
    CALLS.put("clock_settime", 227);
    // Not refused by the filter: the user may not.
    CALLS.put("setuid", 105);
    CALLS.put("setgid", 106);
    // Not refused at all: shows that the others' answers are the filter's.
    CALLS.put("getpid", 39);
  }

  private CallReport() {}

  static String take() {
    Report report = new Report();
    report.find("native access", () -> call(39, 0) == 1 ? "allowed" : "strange");
    // As root again, for those two; of clone, a process and no thread.
    CALLS.forEach((name, number) ->
        report.find(
            name,
            () -> call(number, name.startsWith("set") ? 0 : name.equals("clone") ? 17 : NOWHERE)));
    return report.json();
  }

  /// @return what the call returned, or a negative error number
  @SuppressWarnings("restricted")
  private static long call(int number, long argument) throws Exception {
    Linker linker = Linker.nativeLinker();
    MethodHandle syscall =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(1));
    try (Arena arena = Arena.ofConfined()) {
      MemoryLayout captured = Linker.Option.captureStateLayout();
      MemorySegment errno = arena.allocate(captured);
      long result = (long) syscall.invokeExact(errno, (long) number, argument, NOWHERE, NOWHERE);
      return result == -1 ? -errno.get(JAVA_INT, 0) : result;
    } catch (Exception e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
