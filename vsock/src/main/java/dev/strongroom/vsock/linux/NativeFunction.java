// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/// A function of the C library that sets `errno`, and whose arguments, five at most, are integers
/// and pointers.
///
/// Java makes classes and machine code for each signature that it is to call, which takes longer
/// than all of the calls while an enclave starts. So there is one signature for all functions:
/// `long f(long, long, long, long, long, pointer)`. That is right on Linux, because of both calling
/// conventions (System V Application Binary Interface, AMD64 Architecture Processor Supplement,
/// 3.2.3; Procedure Call Standard for the Arm 64-bit Architecture, 6.8.2):
///
/// - Integers of up to 64 bits and pointers go into the same registers, the first six of them in
///   order. What is left of a register above a narrower argument says nothing, so it may be its
///   sign.
/// - A function doesn't look at registers beyond its own arguments.
/// - A function of variable arguments takes integers and pointers as any other does. (AMD64 wants
///   the number of vector registers besides, which the linker always passes. Darwin's convention
///   for Arm is another.)
/// - An integer comes back in one register, of which an `int` is the lower half, and the rest says
///   nothing.
///
/// A pointer is given as its address, and whoever calls keeps the memory open meanwhile; see
/// [#pointer]. The last argument of the signature isn't for the function: Java keeps its memory
/// open during the call, whoever closes it.
///
/// No function may be called here that takes or returns a `float` or `double`, or a structure by
/// value. Nothing checks that: what is declared wrong is memory corruption.
public final class NativeFunction {
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final long ERRNO = CAPTURED.byteOffset(PathElement.groupElement("errno"));

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle CALL = downcall();

  private final MemorySegment address;
  private final boolean wide;

  private NativeFunction(MemorySegment address, boolean wide) {
    this.address = address;
    this.wide = wide;
  }

  private static MemorySegment ofTheLibrary(String name) {
    return LINKER.defaultLookup().findOrThrow(name);
  }

  /// A function of another library, which has the same limits and returns an `int`.
  static NativeFunction ofIntAt(MemorySegment address) {
    return new NativeFunction(address, false);
  }

  // What makes native access "restricted": a wrong signature here is memory corruption.
  @SuppressWarnings("restricted")
  private static MethodHandle downcall() {
    return LINKER.downcallHandle(
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS),
        Linker.Option.captureCallState("errno"));
  }

  /// A function that returns an `int`.
  ///
  /// @throws java.util.NoSuchElementException if the C library has none of this name
  public static NativeFunction ofInt(String name) {
    return new NativeFunction(ofTheLibrary(name), false);
  }

  /// A function that returns a `long` or `ssize_t`.
  ///
  /// @throws java.util.NoSuchElementException if the C library has none of this name
  public static NativeFunction ofLong(String name) {
    return new NativeFunction(ofTheLibrary(name), true);
  }

  /// Room for an error number: the first argument of each call. It may serve any number of calls,
  /// one at a time.
  public static MemorySegment errno(Arena arena) {
    return arena.allocate(CAPTURED);
  }

  /// The address of native memory, for a call during which the caller keeps it open.
  ///
  /// @throws IllegalArgumentException if it's an array of Java's, which has no address to keep
  public static long pointer(MemorySegment memory) {
    if (!memory.isNative()) {
      throw new IllegalArgumentException("not native memory");
    }
    return memory.address();
  }

  /// Calls it with one argument.
  ///
  /// @param errno made by [#errno]
  /// @return what the function returned, or a negative error number in place of -1
  public long call(MemorySegment errno, long a) {
    return call(errno, a, 0, 0, 0, 0);
  }

  /// As above, with two arguments.
  public long call(MemorySegment errno, long a, long b) {
    return call(errno, a, b, 0, 0, 0);
  }

  /// As above, with three arguments.
  public long call(MemorySegment errno, long a, long b, long c) {
    return call(errno, a, b, c, 0, 0);
  }

  /// As above, with four arguments.
  public long call(MemorySegment errno, long a, long b, long c, long d) {
    return call(errno, a, b, c, d, 0);
  }

  /// As above, with five arguments.
  public long call(MemorySegment errno, long a, long b, long c, long d, long e) {
    return call(errno, a, b, c, d, e, MemorySegment.NULL);
  }

  /// Calls a function whose second argument is a pointer to memory that somebody else may close, as
  /// read(2) and its kin are called with.
  ///
  /// @param errno made by [#errno]
  /// @param b stays open until the function returns
  /// @return what the function returned, or a negative error number in place of -1
  /// @throws IllegalStateException if the memory is closed already
  public long transfer(MemorySegment errno, long a, MemorySegment b, long c, long d) {
    return call(errno, a, pointer(b), c, d, 0, b);
  }

  private long call(
      MemorySegment errno, long a, long b, long c, long d, long e, MemorySegment kept) {
    long result;
    try {
      result = (long) CALL.invokeExact(address, errno, a, b, c, d, e, kept);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new AssertionError("a downcall throws nothing that is checked", failure);
    }
    long value = wide ? result : (int) result;
    // Of a call that succeeded errno means nothing.
    return value == -1 ? -errno.get(JAVA_INT, ERRNO) : value;
  }
}
