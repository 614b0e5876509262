// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Calls of the C library that set `errno`.
///
/// Memory: one confined arena for each call, opened and closed here; nothing native outlives the
/// call.
public final class CLibrary {
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private CLibrary() {}

  /// A downcall with what belongs to it.
  @FunctionalInterface
  public interface Call {
    /// Calls the function.
    ///
    /// @param arena for what the call needs, and no longer
    /// @param errno first argument of every handle made here
    /// @return what the function returned
    long with(Arena arena, MemorySegment errno) throws Throwable;
  }

  /// Makes a call.
  ///
  /// @return what it returned, or a negative error number in place of -1
  public static long call(Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(CAPTURED);
      long result = call.with(arena, errno);
      // Of a call that succeeded errno means nothing.
      return result == -1 ? -(int) ERRNO.get(errno, 0L) : result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall throws nothing that is checked", e);
    }
  }

  /// A function with these arguments.
  public static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
    return downcall(name, result, arguments, Linker.Option.captureCallState("errno"));
  }

  /// A function that returns an int and takes anything after its second argument, which some
  /// architectures pass differently.
  public static MethodHandle variadic(String name, MemoryLayout... arguments) {
    return downcall(
        name,
        JAVA_INT,
        arguments,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(2));
  }

  /// A system call that has no function of its own: syscall(2), which takes the call's number and
  /// then anything, and returns a long.
  public static MethodHandle systemCall(MemoryLayout... arguments) {
    return downcall(
        "syscall",
        JAVA_LONG,
        arguments,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(1));
  }

  // What makes native access "restricted": a wrong signature here is memory corruption.
  @SuppressWarnings("restricted")
  private static MethodHandle downcall(
      String name, MemoryLayout result, MemoryLayout[] arguments, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        options);
  }
}
