// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node;
import dev.strongroom.image.tree.Node.Directory;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The root folder of a toolchain, from the files of Debian packages whose scripts aren't run: what
/// those would have done, as far as it matters, is done here.
final class ToolchainRoot {
  /// Since Debian 12 these are links into `usr`, made by the installer and in no package.
  private static final List<String> MERGED = List.of("bin", "sbin", "lib", "lib64");

  /// Only for people, or for programs that aren't here.
  private static final List<String> NOT_NEEDED =
      List.of("etc", "var", "usr/share/doc", "usr/share/info", "usr/share/locale", "usr/share/man");

  private static final Pattern GCC = Pattern.compile("usr/bin/gcc-[0-9]+");

  private final FileTree.Builder tree = FileTree.builder();

  /// Adds a package's files.
  ///
  /// @throws IllegalArgumentException if another package has something else at a path
  void add(FileTree files) {
    for (Map.Entry<String, Node> entry : files.nodes().entrySet()) {
      String path = merged(entry.getKey());
      if (!MERGED.contains(path) && NOT_NEEDED.stream().noneMatch(each -> isIn(path, each))) {
        tree.put(path, entry.getValue());
      }
    }
  }

  /// The whole root.
  ///
  /// @param files our own, by path
  FileTree build(Map<String, String> files) {
    FileTree packages = tree.build();
    for (String path : MERGED) {
      tree.put("usr/" + path, new Directory());
      tree.put(path, new SymbolicLink("usr/" + path));
    }
    // Debian's alternatives, and the package "gcc" that only says which version is meant.
    link(packages, "usr/bin/awk", Optional.of("usr/bin/mawk"));
    link(
        packages,
        "usr/bin/gcc",
        packages.nodes().keySet().stream().filter(path -> GCC.matcher(path).matches()).findFirst());
    tree.put("dev/null", new RegularFile(Blob.of(Bytes.EMPTY), false));
    tree.put("tmp", new Directory());
    files.forEach(
        (path, text) -> tree.put(path, new RegularFile(Blob.of(Bytes.utf8(text)), false)));
    return tree.build();
  }

  private void link(FileTree packages, String path, Optional<String> target) {
    if (target.isPresent()
        && packages.at(target.get()).isPresent()
        && packages.at(path).isEmpty()) {
      tree.put(path, new SymbolicLink("/" + target.get()));
    }
  }

  private static String merged(String path) {
    return MERGED.stream().anyMatch(each -> path.startsWith(each + "/")) ? "usr/" + path : path;
  }

  private static boolean isIn(String path, String folder) {
    return path.equals(folder) || path.startsWith(folder + "/");
  }
}
