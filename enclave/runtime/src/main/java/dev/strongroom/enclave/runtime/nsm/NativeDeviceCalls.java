// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The system calls of the kernel that this process runs on, by way of the C library.
///
/// Memory: one confined arena for each call, opened and closed here; nothing native outlives the
/// call. What an ioctl's argument points to belongs to its caller, who keeps it alive.
final class NativeDeviceCalls implements DeviceCalls {
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN = variadic("open", ADDRESS, JAVA_INT);
  private static final MethodHandle IOCTL = variadic("ioctl", JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle STATX =
      function("statx", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle FCHMOD = function("fchmod", JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = function("close", JAVA_INT);

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
    return call((arena, errno) ->
        (int) OPEN.invokeExact(errno, arena.allocateFrom(path), O_RDWR | O_CLOEXEC));
  }

  @Override
  public int mode(int fd) {
    return call((arena, errno) -> {
      MemorySegment empty = arena.allocateFrom("");
      MemorySegment found = arena.allocate(STATX_SIZE, 8);
      int result = (int) STATX.invokeExact(errno, fd, empty, AT_EMPTY_PATH, STATX_MODE, found);
      return result < 0 ? result : found.get(JAVA_SHORT, STATX_MODE_OFFSET) & PERMISSIONS;
    });
  }

  @Override
  public int fchmod(int fd, int mode) {
    return call((arena, errno) -> (int) FCHMOD.invokeExact(errno, fd, mode));
  }

  @Override
  public int ioctl(int fd, long request, MemorySegment argument) {
    return call((arena, errno) -> (int) IOCTL.invokeExact(errno, fd, request, argument));
  }

  @Override
  public int close(int fd) {
    return call((arena, errno) -> (int) CLOSE.invokeExact(errno, fd));
  }

  /// A downcall with what belongs to it.
  private interface Call {
    int with(Arena arena, MemorySegment errno) throws Throwable;
  }

  private static int call(Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(CAPTURED);
      int result = call.with(arena, errno);
      // Of a call that succeeded errno means nothing.
      return result == -1 ? -(int) ERRNO.get(errno, 0L) : result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall throws nothing that is checked", e);
    }
  }

  private static MethodHandle function(String name, MemoryLayout... arguments) {
    return downcall(name, arguments, Linker.Option.captureCallState("errno"));
  }

  /// A function that takes anything after its second argument, which some architectures pass
  /// differently.
  private static MethodHandle variadic(String name, MemoryLayout... arguments) {
    return downcall(
        name,
        arguments,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(2));
  }

  // What makes native access "restricted": a wrong signature here is memory corruption.
  @SuppressWarnings("restricted")
  private static MethodHandle downcall(
      String name, MemoryLayout[] arguments, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, arguments),
        options);
  }
}
