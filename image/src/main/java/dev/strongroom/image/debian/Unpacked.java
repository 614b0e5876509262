// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import dev.strongroom.image.tree.FileTree;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The files of a package.
///
/// @param files as the package has them; directories of links such as `/lib` aren't merged
/// @param dropped paths of which something was left out, each with what: nobody's identity changes
///   by starting a program inside an image
public record Unpacked(FileTree files, SortedMap<String, String> dropped) {
  /// Keeps a copy of the map.
  public Unpacked {
    dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
  }
}
