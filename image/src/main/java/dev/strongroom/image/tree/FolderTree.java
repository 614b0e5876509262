// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.tree;

import dev.strongroom.image.Blob;
import dev.strongroom.image.tree.Node.Directory;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A folder of this machine as a tree. The folder mustn't change while the tree is in use.
public final class FolderTree {
  private FolderTree() {}

  /// All that is in `folder`. A file is executable if its owner may execute it; where files have no
  /// modes, none is.
  ///
  /// @throws IOException if it can't be read, or holds what is neither file, directory nor link
  public static FileTree of(Path folder) throws IOException {
    FileTree.Builder builder = FileTree.builder();
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.filter(path -> !path.equals(folder)).toList();
    }
    for (Path path : paths) {
      builder.put(name(folder.relativize(path)), node(path));
    }
    return builder.build();
  }

  private static Node node(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return new SymbolicLink(name(Files.readSymbolicLink(path)));
    }
    if (Files.isDirectory(path)) {
      return new Directory();
    }
    if (!Files.isRegularFile(path)) {
      throw new IOException(path + " is neither file, directory nor link");
    }
    return new RegularFile(Blob.of(path), executable(path));
  }

  private static boolean executable(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView("posix")
        && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OWNER_EXECUTE);
  }

  /// With slashes, whatever the machine separates by.
  private static String name(Path path) {
    String parts =
        StreamSupport.stream(path.spliterator(), false)
            .map(Path::toString)
            .collect(Collectors.joining("/"));
    return path.isAbsolute() ? "/" + parts : parts;
  }
}
