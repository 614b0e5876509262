// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import dev.strongroom.image.BlobStore;
import dev.strongroom.image.BlobStore.StoredBlob;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node;
import dev.strongroom.image.tree.Node.Directory;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/// Turns the entries of a tar archive into a tree: paths without `./`, hard links as the files they
/// lead to.
final class Unpacking {
  private Unpacking() {}

  /// Reads all entries.
  ///
  /// @param part what to call the archive in errors
  static Unpacked unpack(TarReader reader, String part, BlobStore store)
      throws IOException, MalformedPackageException {
    FileTree.Builder files = FileTree.builder();
    SortedMap<String, Node> hardLinkable = new TreeMap<>();
    SortedMap<String, String> dropped = new TreeMap<>();
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      String path = plainPath(entry, part);
      if (path.isEmpty()) {
        continue;
      }
      if (entry.setsIdentity()) {
        dropped.put(path, "its set-user-ID or set-group-ID mode");
      }
      try {
        Node node = node(entry, part, reader, store, hardLinkable);
        files.put(path, node);
        if (node instanceof RegularFile) {
          hardLinkable.put(path, node);
        }
      } catch (IllegalArgumentException e) {
        throw new MalformedPackageException(part, entry.offset(), String.valueOf(e.getMessage()));
      }
    }
    return new Unpacked(files.build(), dropped);
  }

  /// The path of an entry without `./` before it and `/` behind it; empty for the root.
  static String plainPath(TarEntry entry, String part) throws MalformedPackageException {
    return plainPath(entry.path(), entry, part);
  }

  private static String plainPath(String written, TarEntry entry, String part)
      throws MalformedPackageException {
    String path = written.startsWith("./") ? written.substring(2) : written;
    path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (path.isEmpty() && !written.equals("./")) {
      throw new MalformedPackageException(part, entry.offset(), "an entry without a path");
    }
    return path.equals(".") ? "" : path;
  }

  private static Node node(
      TarEntry entry,
      String part,
      TarReader reader,
      BlobStore store,
      SortedMap<String, Node> hardLinkable)
      throws IOException, MalformedPackageException {
    return switch (entry.kind()) {
      case DIRECTORY -> new Directory();
      case SYMBOLIC_LINK -> new SymbolicLink(entry.target());
      case FILE -> {
        StoredBlob content = store.put(reader.content());
        if (content.size() != entry.size()) {
          throw new MalformedPackageException(
              part, entry.offset(), "the archive ends within " + entry.path());
        }
        yield new RegularFile(content, entry.isExecutable());
      }
      case HARD_LINK -> {
        Node linked = hardLinkable.get(plainPath(entry.target(), entry, part));
        if (linked == null) {
          throw new MalformedPackageException(
              part,
              entry.offset(),
              entry.path() + " is a hard link to " + entry.target() + ", which isn't there");
        }
        yield linked;
      }
    };
  }
}
