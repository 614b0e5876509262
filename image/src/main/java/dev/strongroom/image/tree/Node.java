// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.tree;

import dev.strongroom.image.Blob;

/// What a path of a [FileTree] leads to.
public sealed interface Node {
  /// A directory.
  record Directory() implements Node {}

  /// A regular file.
  ///
  /// @param content its bytes
  /// @param executable whether programs may be started from it
  record RegularFile(Blob content, boolean executable) implements Node {}

  /// A symbolic link.
  ///
  /// @param target as it is written: relative to the link's directory, or absolute inside the image
  record SymbolicLink(String target) implements Node {
    /// @throws IllegalArgumentException if the target is empty or has a NUL
    public SymbolicLink {
      if (target.isEmpty() || target.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a link's target isn't empty and has no NUL");
      }
    }
  }

  /// A character device, for the few that are needed before the kernel's own `/dev` is mounted.
  ///
  /// @param major which driver, 0 to 4095
  /// @param minor which of its devices, 0 to 1048575
  record CharacterDevice(int major, int minor) implements Node {
    /// @throws IllegalArgumentException if a number is out of range
    public CharacterDevice {
      if (major < 0 || major > 0xfff || minor < 0 || minor > 0xfffff) {
        throw new IllegalArgumentException("no such device: " + major + ":" + minor);
      }
    }
  }
}
