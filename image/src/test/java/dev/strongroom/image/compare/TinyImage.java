// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.eif.Architecture;
import dev.strongroom.image.eif.EifContents;
import dev.strongroom.image.eif.EifWriter;
import dev.strongroom.image.ramdisk.CpioWriter;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node.RegularFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// An image of a few hundred bytes, laid out like those of the builder.
final class TinyImage {
  private static final int CHECKSUM_AT = 544;
  private static final int HEADER = 548;

  private byte[] kernel = kernel("6.12.95");
  private String commandLine = "console=ttyS0 panic=-1";
  private String metadata = "{\"ImageName\":\"tiny\"}";
  private FileTree base = tree("init", "#!/java/bin/java", "java/release", "25");
  private FileTree app = tree("app/enclave.json", "{}");
  private List<byte[]> ramdisks = List.of();

  TinyImage kernel(byte[] bytes) {
    kernel = bytes.clone();
    return this;
  }

  TinyImage commandLine(String line) {
    commandLine = line;
    return this;
  }

  TinyImage metadata(String json) {
    metadata = json;
    return this;
  }

  /// Another file of the first ramdisk, in place of the one of this name.
  TinyImage base(String path, String text) {
    base = with(base, path, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /// Another file of the second.
  TinyImage app(String path, String text) {
    app = with(app, path, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  TinyImage jar(byte[] jar) {
    app = with(app, "app/lib/000-service.jar", jar);
    return this;
  }

  /// These in place of both.
  TinyImage ramdisks(byte[]... all) {
    ramdisks = List.of(all);
    return this;
  }

  Path write(Path file) throws IOException {
    List<Blob> blobs = new ArrayList<>();
    if (ramdisks.isEmpty()) {
      blobs.add(CpioWriter.archive(base));
      blobs.add(CpioWriter.archive(app));
    }
    ramdisks.forEach(bytes -> blobs.add(Blob.of(Bytes.copyOf(bytes))));
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      EifWriter.write(
          EifContents.unsigned(
              Architecture.X86_64,
              Blob.of(Bytes.copyOf(kernel)),
              commandLine,
              Bytes.utf8(metadata),
              blobs),
          out);
    }
    return file;
  }

  /// The start of a kernel that says which it is.
  static byte[] kernel(String version) {
    byte[] bytes = new byte[0x400];
    System.arraycopy("HdrS".getBytes(StandardCharsets.US_ASCII), 0, bytes, 0x202, 4);
    bytes[0x20f] = 1; // 0x100 behind 0x200
    byte[] text = version.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, bytes, 0x300, text.length);
    return bytes;
  }

  static FileTree tree(String... pathsAndTexts) {
    FileTree.Builder tree = FileTree.builder();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      tree.put(pathsAndTexts[i], new RegularFile(Blob.of(Bytes.utf8(pathsAndTexts[i + 1])), false));
    }
    return tree.build();
  }

  /// @param namesAndContents a name, then a text or bytes, and so on
  static byte[] jar(List<?> namesAndContents) {
    return jar(1_000_000_000_000L, namesAndContents);
  }

  static byte[] jar(long time, List<?> namesAndContents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndContents.size(); i += 2) {
        ZipEntry entry = new ZipEntry((String) namesAndContents.get(i));
        entry.setTimeLocal(LocalDateTime.ofEpochSecond(time / 1000, 0, ZoneOffset.UTC));
        zip.putNextEntry(entry);
        Object content = namesAndContents.get(i + 1);
        zip.write(
            content instanceof byte[] array
                ? array
                : ((String) content).getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /// The same image with the checksum that it ought to have.
  static byte[] withChecksum(byte[] image) {
    CRC32 crc = new CRC32();
    crc.update(image, 0, CHECKSUM_AT);
    crc.update(image, HEADER, image.length - HEADER);
    byte[] copy = image.clone();
    ByteBuffer.wrap(copy).putInt(CHECKSUM_AT, (int) crc.getValue());
    return copy;
  }

  private static FileTree with(FileTree tree, String path, byte[] content) {
    FileTree.Builder builder = FileTree.builder();
    tree.nodes()
        .forEach((name, node) -> {
          if (!name.equals(path)) {
            builder.put(name, node);
          }
        });
    return builder.put(path, new RegularFile(Blob.of(Bytes.copyOf(content)), false)).build();
  }
}
