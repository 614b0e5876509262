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
}
