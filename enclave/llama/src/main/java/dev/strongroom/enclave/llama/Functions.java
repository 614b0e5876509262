// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.strongroom.enclave.inference.engine.EngineException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// Functions of a library, by name and signature.
final class Functions {
  private static final Linker LINKER = Linker.nativeLinker();

  /// The library has state of its own, one for the whole process.
  private static @Nullable Llama loaded;

  private final SymbolLookup library;

  private Functions(SymbolLookup library) {
    this.library = library;
  }

  static synchronized Llama load() throws EngineException {
    Llama known = loaded;
    if (known == null) {
      Functions functions = new Functions(NativeLibrary.load());
      functions.silence();
      known = new Llama(functions);
      loaded = known;
    }
    return known;
  }

  /// Else the library logs to standard error, and not only what may be read there. What it calls
  /// instead is C's `abs`, which looks at one register and does nothing: a function of Java's would
  /// make each of the library's threads one of Java's. (Both processors' calling conventions let a
  /// function ignore arguments.)
  private void silence() {
    MemorySegment nothing = LINKER.defaultLookup().findOrThrow("abs");
    try {
      ofVoid("llama_log_set", ADDRESS, ADDRESS).invokeExact(nothing, MemorySegment.NULL);
      ofVoid("llama_backend_init").invokeExact();
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  MethodHandle of(String name, MemoryLayout result, MemoryLayout... arguments) {
    return function(name, FunctionDescriptor.of(result, arguments));
  }

  MethodHandle ofVoid(String name, MemoryLayout... arguments) {
    return function(name, FunctionDescriptor.ofVoid(arguments));
  }

  // What makes native access "restricted": a wrong signature here is memory corruption.
  @SuppressWarnings("restricted")
  private MethodHandle function(String name, FunctionDescriptor signature) {
    return LINKER.downcallHandle(library.findOrThrow(name), signature);
  }

  /// A call of ours that doesn't fit its signature; C functions throw nothing.
  static IllegalStateException broken(Throwable e) {
    return new IllegalStateException("a call of llama.cpp is broken", e);
  }
}
