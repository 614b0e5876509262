// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.strongroom.enclave.runtime.linux.CLibrary;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The system calls of the kernel that this process runs on, by way of the C library.
///
/// What an ioctl's argument points to belongs to its caller, who keeps it alive.
final class NativeDeviceCalls implements DeviceCalls {
  private static final MethodHandle OPEN = CLibrary.variadic("open", ADDRESS, JAVA_INT);
  private static final MethodHandle IOCTL =
      CLibrary.variadic("ioctl", JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle STATX =
      CLibrary.function("statx", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle FCHMOD =
      CLibrary.function("fchmod", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = CLibrary.function("close", JAVA_INT, JAVA_INT);

  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_MODE = 2;
  // Of struct statx, which unlike struct stat is the same on all architectures.
  private static final int STATX_SIZE = 256;
  private static final int STATX_MODE_OFFSET = 28;
  private static final int PERMISSIONS = 07777;

  @Override
  public int open(String path) {
    return (int)
        CLibrary.call((arena, errno) ->
            (int) OPEN.invokeExact(errno, arena.allocateFrom(path), O_RDWR | O_CLOEXEC));
  }

  @Override
  public int mode(int fd) {
    return (int)
        CLibrary.call((arena, errno) -> {
          MemorySegment empty = arena.allocateFrom("");
          MemorySegment found = arena.allocate(STATX_SIZE, 8);
          int result = (int) STATX.invokeExact(errno, fd, empty, AT_EMPTY_PATH, STATX_MODE, found);
          return result < 0 ? result : found.get(JAVA_SHORT, STATX_MODE_OFFSET) & PERMISSIONS;
        });
  }

  @Override
  public int fchmod(int fd, int mode) {
    return (int) CLibrary.call((arena, errno) -> (int) FCHMOD.invokeExact(errno, fd, mode));
  }

  @Override
  public int ioctl(int fd, long request, MemorySegment argument) {
    return (int)
        CLibrary.call((arena, errno) -> (int) IOCTL.invokeExact(errno, fd, request, argument));
  }

  @Override
  public int close(int fd) {
    return (int) CLibrary.call((arena, errno) -> (int) CLOSE.invokeExact(errno, fd));
  }
}
