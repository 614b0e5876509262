// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A library of Debian's that Java does without, and that native code of some applications needs.
/// It is in the image of a project that names it, and in no other.
///
/// @param file its name, by which the loader looks for it
/// @param origin the package that has it
/// @param why somebody may need it
record SharedLibrary(String file, String origin, String why) {
  /// Where the loader looks for what isn't beside the C library. The base has no such folder, so
  /// what lies there was asked for by the project.
  static final String FOLDER = "usr/lib/";

  private static final List<SharedLibrary> KNOWN =
      List.of(
          new SharedLibrary(
              "libgomp.so.1",
              "libgomp1",
              "runs loops of the application's native code on several threads (OpenMP)"));

  /// The library of that name.
  static Optional<SharedLibrary> named(String file) {
    return KNOWN.stream().filter(library -> library.file.equals(file)).findFirst();
  }

  /// The library that a package is pinned for.
  static Optional<SharedLibrary> from(String origin) {
    return KNOWN.stream().filter(library -> library.origin.equals(origin)).findFirst();
  }

  /// The names of all, for people.
  static String names() {
    return KNOWN.stream().map(SharedLibrary::file).collect(Collectors.joining(", "));
  }
}
