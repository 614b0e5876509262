// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/// A library besides C's, loaded by dlopen(3) and never unloaded: nobody knows what its threads are
/// doing. Loading runs its code, so whoever names it trusts it like the rest of this process.
public final class NativeLibrary {
  private final SymbolLookup symbols;

  private NativeLibrary(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /// Loads a library.
  ///
  /// @param nameOrPath an absolute path, or a name that the loader looks for in its own folders and
  ///   in those that the environment names
  /// @return empty if there is none, or it can't be loaded: the platform doesn't tell which
  @SuppressWarnings("restricted") // What makes it so is said above.
  public static Optional<NativeLibrary> open(String nameOrPath) {
    try {
      return Optional.of(new NativeLibrary(SymbolLookup.libraryLookup(nameOrPath, Arena.global())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// A function that returns an `int`, under the limits of [NativeFunction]. What it returns below
  /// zero isn't told from an error number: such functions don't belong here.
  public Optional<NativeFunction> ofInt(String name) {
    return symbols.find(name).map(NativeFunction::ofIntAt);
  }
}
