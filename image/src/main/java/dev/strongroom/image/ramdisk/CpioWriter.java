// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import dev.strongroom.image.Blob;
import dev.strongroom.image.Reproducible;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node;
import dev.strongroom.image.tree.Node.CharacterDevice;
import dev.strongroom.image.tree.Node.Directory;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Turns a tree of files into the archive that a Linux kernel unpacks as its root: cpio, "newc"
/// (Linux, Documentation/driver-api/early-userspace/buffer-format.rst).
///
/// The same tree always gives the same bytes: entries in the tree's order, all else from
/// [Reproducible]. The size is a multiple of four, as an archive behind another one needs.
public final class CpioWriter {
  static final String TRAILER = "TRAILER!!!";
  static final int HEAD = 110;
  static final int ALIGNMENT = 4;

  /// Longer names are skipped by the kernel without a word (PATH_MAX, with the NUL).
  private static final int LONGEST_NAME = 4095;

  private static final long LARGEST_FILE = 0xffff_ffffL;

  private CpioWriter() {}

  /// The archive of a tree, made anew each time that it is read.
  ///
  /// @throws IllegalArgumentException if a file has 4 GiB or more, or a path or a link's target
  ///   more than 4095 bytes
  public static Blob archive(FileTree tree) {
    long size = entrySize(TRAILER, 0);
    for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
      size += entrySize(entry.getKey(), contentOf(entry.getKey(), entry.getValue()).size());
    }
    return new Archive(tree, size);
  }

  private record Archive(FileTree tree, long size) implements Blob {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      int inode = Reproducible.FIRST_INODE;
      for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
        String name = entry.getKey();
        Blob content = contentOf(name, entry.getValue());
        out.write(head(inode, entry.getValue(), content.size(), name));
        content.writeTo(out);
        out.write(padding(content.size()));
        inode++;
      }
      out.write(trailer());
    }

    @Override
    public InputStream open() {
      return new CpioStream(tree);
    }
  }

  /// What stands between two contents: the head and name of an entry.
  static byte[] head(int inode, Node node, long size, String name) {
    int links = node instanceof Directory ? 2 : 1;
    int major = node instanceof CharacterDevice device ? device.major() : 0;
    int minor = node instanceof CharacterDevice device ? device.minor() : 0;
    return encode(
        name,
        inode,
        mode(node),
        Reproducible.OWNER,
        Reproducible.OWNER,
        links,
        Reproducible.TIME.getEpochSecond(),
        size,
        0,
        0,
        major,
        minor);
  }

  /// The entry that ends an archive.
  static byte[] trailer() {
    return encode(TRAILER, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
  }

  static byte[] padding(long size) {
    return new byte[(int) (-size & (ALIGNMENT - 1))];
  }

  static Blob contentOf(String path, Node node) {
    Blob content =
        switch (node) {
          case RegularFile file -> file.content();
          case SymbolicLink link -> new Text(link.target());
          case Directory _, CharacterDevice _ -> new Text("");
        };
    if (content.size() > LARGEST_FILE) {
      throw new IllegalArgumentException(path + " has 4 GiB or more");
    }
    boolean longTarget = node instanceof SymbolicLink && content.size() > LONGEST_NAME;
    if (longTarget || path.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new IllegalArgumentException(path + ": more than 4095 bytes of path or target");
    }
    return content;
  }

  private static int mode(Node node) {
    return switch (node) {
      case Directory _ -> FileType.DIRECTORY.bits() | Reproducible.EXECUTABLE_MODE;
      case RegularFile file ->
          FileType.REGULAR.bits()
              | (file.executable() ? Reproducible.EXECUTABLE_MODE : Reproducible.FILE_MODE);
      case SymbolicLink _ -> FileType.SYMBOLIC_LINK.bits() | Reproducible.LINK_MODE;
      case CharacterDevice _ -> FileType.CHARACTER_DEVICE.bits() | Reproducible.DEVICE_MODE;
    };
  }

  /// Magic, thirteen numbers (the name's size goes before the last, a checksum that newc hasn't),
  /// name, NUL, zeros.
  private static byte[] encode(String name, long... numbers) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder("070701");
    for (long number : numbers) {
      text.append(hex(number));
    }
    text.append(hex(utf8.length + 1L)).append(hex(0));
    byte[] head = text.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] encoded = new byte[aligned(HEAD + utf8.length + 1L)];
    System.arraycopy(head, 0, encoded, 0, head.length);
    System.arraycopy(utf8, 0, encoded, head.length, utf8.length);
    return encoded;
  }

  private static String hex(long number) {
    return "%08X".formatted(number);
  }

  private static long entrySize(String name, long content) {
    return aligned(HEAD + name.getBytes(StandardCharsets.UTF_8).length + 1L)
        + content
        + padding(content).length;
  }

  private static int aligned(long size) {
    return Math.toIntExact(size + padding(size).length);
  }

  private record Text(String text) implements Blob {
    @Override
    public long size() {
      return utf8().length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(utf8());
    }

    private byte[] utf8() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
