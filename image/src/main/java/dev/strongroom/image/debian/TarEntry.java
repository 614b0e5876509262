// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

/// What a tar archive says of one path.
///
/// @param path as written, such as `./usr/lib/`
/// @param kind what it is
/// @param mode its permission bits, those for other identities included, 0 to 07777
/// @param size how many bytes follow; 0 for all but files
/// @param target where a link leads, as written; else empty
/// @param offset where its header begins in the archive, in bytes
record TarEntry(String path, Kind kind, int mode, long size, String target, long offset) {
  private static final int EXECUTABLE = 0111;
  private static final int SET_ID = 06000;

  /// The kinds that a package may have; all others are refused.
  enum Kind {
    FILE,
    HARD_LINK,
    SYMBOLIC_LINK,
    DIRECTORY
  }

  /// Whether anybody may start a program from it.
  boolean isExecutable() {
    return (mode & EXECUTABLE) != 0;
  }

  /// Whether who starts it becomes its owner or group.
  boolean setsIdentity() {
    return kind == Kind.FILE && (mode & SET_ID) != 0;
  }
}
