// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/// Handles for functions of the C library. Each takes one argument more, the first: where errno is
/// to be put.
final class Downcalls {
  private Downcalls() {}

  /// A function that returns an `int`.
  static MethodHandle function(String name, MemoryLayout... arguments) {
    return downcall(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  /// A function that returns a `ssize_t`.
  static MethodHandle transfer(String name, MemoryLayout... arguments) {
    return downcall(name, FunctionDescriptor.of(JAVA_LONG, arguments));
  }

  /// A function that returns an `int` and takes anything after its second argument, which some
  /// architectures pass differently.
  static MethodHandle variadic(String name, MemoryLayout... arguments) {
    return downcall(
        name, FunctionDescriptor.of(JAVA_INT, arguments), Linker.Option.firstVariadicArg(2));
  }

  // What makes native access "restricted": a wrong signature here is memory corruption.
  @SuppressWarnings("restricted")
  private static MethodHandle downcall(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    Linker.Option[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = Linker.Option.captureCallState("errno");
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, all);
  }
}
