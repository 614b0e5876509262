// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.tree;

import dev.strongroom.image.tree.Node.CharacterDevice;
import dev.strongroom.image.tree.Node.Directory;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;

/// Puts a tree on the disk.
///
/// Nothing outside the folder is touched: the folder is empty at first, and a [FileTree] has no
/// path that leads through a link. Modes are 0755 and 0644, whatever the umask is.
public final class Extraction {
  private Extraction() {}

  /// Writes all files, directories and links of `tree` into `folder`, which is made if missing.
  ///
  /// @throws FileAlreadyExistsException if the folder isn't empty
  /// @throws IOException if writing fails; what was written by then stays
  public static void extract(FileTree tree, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> there = Files.list(folder)) {
      if (there.findAny().isPresent()) {
        throw new FileAlreadyExistsException(folder.toString(), null, "it isn't empty");
      }
    }
    for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
      Path path = folder.resolve(entry.getKey());
      switch (entry.getValue()) {
        case Directory() -> {
          Files.createDirectory(path);
          setMode(path, "rwxr-xr-x");
        }
        case RegularFile(var content, boolean executable) -> {
          try (OutputStream out =
              Files.newOutputStream(
                  path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.writeTo(out);
          }
          setMode(path, executable ? "rwxr-xr-x" : "rw-r--r--");
        }
        case SymbolicLink(String target) -> Files.createSymbolicLink(path, Path.of(target));
        case CharacterDevice device ->
            throw new IOException(path + " would be a device, which only an image has");
      }
    }
  }

  /// Where files have modes.
  private static void setMode(Path path, String mode) throws IOException {
    var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString(mode));
    }
  }
}
