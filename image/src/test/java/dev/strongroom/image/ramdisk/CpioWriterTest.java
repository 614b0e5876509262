// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node.CharacterDevice;
import dev.strongroom.image.tree.Node.Directory;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpioWriterTest {
  @TempDir private Path folder = Path.of("");

  static FileTree tree() {
    return FileTree.builder()
        .put("init", file("#!/java/bin/java @/boot/options\n", true))
        .put("etc/hosts", file("127.0.0.1 localhost\n", false))
        .put("etc/empty", file("", false))
        .put("lib64", new SymbolicLink("usr/lib64"))
        .put("dev/console", new CharacterDevice(5, 1))
        .put("tmp", new Directory())
        .build();
  }

  static RegularFile file(String text, boolean executable) {
    return new RegularFile(Blob.of(Bytes.utf8(text)), executable);
  }

  static byte[] written(Blob blob) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    blob.writeTo(out);
    return out.toByteArray();
  }

  @Test
  void theFirstEntryIsWhatTheFormatSays() throws IOException {
    byte[] archive =
        written(CpioWriter.archive(FileTree.builder().put("a", file("xyz", false)).build()));
    String expected =
        "070701000000010000"
            + "81A4000000000000000000000001"
            + "12CEA600"
            + "00000003"
            + "00000000000000000000000000000000"
            + "00000002"
            + "00000000"
            + "a\0";
    assertThat(new String(archive, StandardCharsets.US_ASCII))
        .startsWith(expected + "xyz\0" + "070701")
        .contains("TRAILER!!!");
    assertThat(archive).hasSize(116 + 124);
  }

  @Test
  void readingGivesTheSameAsWriting() throws IOException {
    Blob archive = CpioWriter.archive(tree());
    byte[] written = written(archive);
    assertThat((long) written.length)
        .isEqualTo(archive.size())
        .satisfies(n -> assertThat(n % 4).isZero());
    try (InputStream in = archive.open()) {
      assertThat(in.readAllBytes()).isEqualTo(written);
    }
    // Byte by byte, too.
    try (InputStream in = archive.open()) {
      for (byte b : written) {
        assertThat(in.read()).isEqualTo(b & 0xff);
      }
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  /// Another implementation's opinion: GNU cpio, where it is installed.
  @Test
  void cpioListsIt() throws Exception {
    Path archive = folder.resolve("archive");
    Files.write(archive, written(CpioWriter.archive(tree())));
    Process process;
    try {
      process =
          new ProcessBuilder("cpio", "--list", "--verbose", "--numeric-uid-gid", "--quiet")
              .redirectInput(archive.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("cpio isn't installed: apt-get install cpio");
      return;
    }
    String listing = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(listing).isZero();
    assertThat(listing.lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "drwxr-xr-x 2 0 0 0 Jan 1 1980 dev",
            "crw------- 1 0 0 5, 1 Jan 1 1980 dev/console",
            "drwxr-xr-x 2 0 0 0 Jan 1 1980 etc",
            "-rw-r--r-- 1 0 0 0 Jan 1 1980 etc/empty",
            "-rw-r--r-- 1 0 0 20 Jan 1 1980 etc/hosts",
            "-rwxr-xr-x 1 0 0 32 Jan 1 1980 init",
            "lrwxrwxrwx 1 0 0 9 Jan 1 1980 lib64 -> usr/lib64",
            "drwxr-xr-x 2 0 0 0 Jan 1 1980 tmp");
  }

  @Test
  void whatAKernelWouldSkipIsRefused() {
    FileTree tree = FileTree.builder().put("a", new SymbolicLink("x".repeat(4096))).build();
    assertThatThrownBy(() -> CpioWriter.archive(tree)).hasMessageContaining("4095");
    FileTree deep = FileTree.builder().put("b/".repeat(2050) + "c", file("", false)).build();
    assertThatThrownBy(() -> CpioWriter.archive(deep)).hasMessageContaining("4095");
  }

  @Test
  void aFileThatChangesIsFoundOut() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "long");
    Blob archive =
        CpioWriter.archive(
            FileTree.builder().put("a", new RegularFile(Blob.of(file), false)).build());
    Files.writeString(file, "short");
    assertThatThrownBy(() -> written(archive)).isInstanceOf(IOException.class);
    try (InputStream in = archive.open()) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void gzipGivesTheSameBytesEachTimeAndTheJdkReadsThem() throws IOException {
    byte[] plain = new byte[300_001];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = (byte) ((i * i) >>> 7);
    }
    Blob blob = Blob.of(Bytes.copyOf(plain));
    Blob first = Gzip.compress(blob, folder.resolve("first.gz"));
    byte[] packed = written(first);
    assertThat(packed.length % 4).isZero();
    assertThat(packed.length).isLessThan(plain.length);
    assertThat(packed).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 0xff);
    assertThat(written(Gzip.compress(blob, folder.resolve("second.gz")))).isEqualTo(packed);
    try (InputStream in = new GZIPInputStream(first.open())) {
      assertThat(in.readNBytes(plain.length)).isEqualTo(plain);
    }
  }
}
