// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.ramdisk.MalformedRamdiskException.Reason;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node.Directory;
import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class RamdiskReaderTest {
  private static final List<String> LISTING =
      List.of(
          "DIRECTORY 755 dev ",
          "CHARACTER_DEVICE 600 dev/console ",
          "DIRECTORY 755 etc ",
          "REGULAR 644 etc/empty ",
          "REGULAR 644 etc/hosts 127.0.0.1 localhost\n",
          "REGULAR 755 init #!/java/bin/java @/boot/options\n",
          "SYMBOLIC_LINK 777 lib64 usr/lib64",
          "DIRECTORY 755 tmp ");

  @TempDir private Path folder = Path.of("");

  private static List<String> listed(byte[] ramdisk) throws IOException {
    List<String> listing = new ArrayList<>();
    try (RamdiskReader reader = new RamdiskReader(new ByteArrayInputStream(ramdisk))) {
      Optional<RamdiskEntry> entry = reader.next();
      while (entry.isPresent()) {
        RamdiskEntry e = entry.get();
        byte[] content = reader.content().readAllBytes();
        listing.add(
            "%s %o %s %s"
                .formatted(
                    e.type(),
                    e.permissions(),
                    e.path(),
                    new String(content, StandardCharsets.UTF_8)));
        entry = reader.next();
      }
    }
    return listing;
  }

  private static byte[] archive() throws IOException {
    return CpioWriterTest.written(CpioWriter.archive(CpioWriterTest.tree()));
  }

  static byte[] packed(Compression compression, byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (compression) {
          case NONE -> packed;
          case GZIP -> new GZIPOutputStream(packed);
          case XZ -> new XZOutputStream(packed, new LZMA2Options(1));
          case ZSTD -> new ZstdOutputStream(packed);
        }) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  void whatWasWrittenIsListed(Compression compression) throws IOException {
    byte[] packed = packed(compression, archive());
    assertThat(listed(packed)).isEqualTo(LISTING);
    try (RamdiskReader reader = new RamdiskReader(new ByteArrayInputStream(packed))) {
      RamdiskEntry entry = reader.next().orElseThrow();
      assertThat(entry.compression()).isEqualTo(compression);
      assertThat(entry.modified()).isEqualTo(315_532_800);
      // Nobody has to read contents.
      int count = 1;
      while (reader.next().isPresent()) {
        count++;
      }
      assertThat(count).isEqualTo(LISTING.size());
    }
  }

  @Test
  void partsFollowOneAnother() throws IOException {
    byte[] one = archive();
    byte[] two =
        CpioWriterTest.written(
            CpioWriter.archive(FileTree.builder().put("more", new Directory()).build()));
    List<String> both = new ArrayList<>(LISTING);
    both.add("DIRECTORY 755 more ");
    assertThat(listed(joined(one, new byte[512], two, new byte[3]))).isEqualTo(both);
    for (Compression compression : Compression.values()) {
      assertThat(listed(joined(one, packed(compression, two))))
          .as(compression + "")
          .isEqualTo(both);
      assertThat(
              listed(joined(packed(compression, one), new byte[7], packed(Compression.GZIP, two))))
          .as(compression + "")
          .isEqualTo(both);
      assertThat(listed(packed(compression, joined(one, new byte[8], two)))).isEqualTo(both);
      // Members of nothing.
      byte[] nothing = packed(compression, new byte[0]);
      assertThat(listed(joined(nothing, nothing, packed(compression, one)))).isEqualTo(LISTING);
    }
    byte[] padded =
        CpioWriterTest.written(Gzip.compress(Blob.of(Bytes.copyOf(one)), folder.resolve("g")));
    assertThat(listed(joined(padded, two))).isEqualTo(both);
    assertThat(listed(new byte[0])).isEmpty();
    assertThat(listed(new byte[100])).isEmpty();
  }

  @Test
  void manyEmptyMembersDoNoHarm() throws IOException {
    byte[] nothing = packed(Compression.GZIP, new byte[0]);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < 50_000; i++) {
      many.writeBytes(nothing);
    }
    many.writeBytes(archive());
    assertThat(listed(many.toByteArray())).isEqualTo(LISTING);
  }

  /// Another implementation's archive: GNU cpio's, where it is installed.
  @Test
  void readsWhatCpioWrites() throws Exception {
    Path tree = Files.createDirectories(folder.resolve("tree/a"));
    Files.writeString(tree.resolve("file"), "content");
    Files.createSymbolicLink(tree.resolve("link"), Path.of("file"));
    Files.createLink(tree.resolve("same"), tree.resolve("file"));
    Process process;
    try {
      process =
          new ProcessBuilder("cpio", "--create", "--format=newc", "--quiet")
              .directory(folder.resolve("tree").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      Assumptions.abort("cpio isn't installed: apt-get install cpio");
      return;
    }
    try (OutputStream names = process.getOutputStream()) {
      names.write("a\na/file\na/link\na/same\n".getBytes(StandardCharsets.US_ASCII));
    }
    byte[] archive = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    assertThat(listed(archive).stream().map(line -> line.replaceAll(" [0-7]{3} ", " ")))
        .containsExactlyInAnyOrder(
            "DIRECTORY a ",
            "SYMBOLIC_LINK a/link file",
            "REGULAR a/file ",
            "REGULAR a/same content");
  }

  @ParameterizedTest
  @EnumSource
  void everyTruncationIsFoundOut(Compression compression) throws IOException {
    byte[] packed = packed(compression, archive());
    for (int length = 1; length < packed.length; length++) {
      byte[] truncated = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> listed(truncated))
          .as(compression + " cut to " + length)
          .isInstanceOfSatisfying(
              MalformedRamdiskException.class,
              e -> assertThat(e.offset()).isBetween(0L, (long) truncated.length));
    }
  }

  /// One flipped byte anywhere gives another listing, or an error with a name.
  @ParameterizedTest
  @EnumSource
  void damageGivesNothingUnnamed(Compression compression) throws IOException {
    byte[] packed = packed(compression, archive());
    for (int i = 0; i < packed.length; i++) {
      for (int flip : new int[] {1, 0x10, 0x80, 0xff}) {
        packed[i] ^= (byte) flip;
        try {
          listed(packed);
        } catch (MalformedRamdiskException e) {
          assertThat(e.reason().code()).startsWith("ramdisk.");
        }
        packed[i] ^= (byte) flip;
      }
    }
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        Arguments.of("name of 1", Reason.BAD_NAME, 94, "00000001"),
        Arguments.of("name of 4097", Reason.BAD_NAME, 94, "00001001"),
        Arguments.of("longer name", Reason.BAD_NAME, 94, "00000005"),
        Arguments.of("shorter name", Reason.BAD_NAME, 94, "00000003"),
        Arguments.of("two NULs", Reason.BAD_NAME, 111, "\0"),
        Arguments.of("no type", Reason.BAD_MODE, 14, "000001ED"),
        Arguments.of("huge mode", Reason.BAD_MODE, 14, "000141ED"),
        Arguments.of("sign", Reason.BAD_NUMBER, 14, "-00041ED"),
        Arguments.of("prefix", Reason.BAD_NUMBER, 14, "0x0041ED"),
        Arguments.of("empty link", Reason.BAD_LINK, 14, "0000A1ED"),
        Arguments.of("crc archive", Reason.UNKNOWN_FORMAT, 0, "070702"),
        Arguments.of("old archive", Reason.UNKNOWN_FORMAT, 0, "070707"),
        Arguments.of("nonsense", Reason.UNKNOWN_FORMAT, 0, "nonsense"),
        Arguments.of("bzip2", Reason.UNSUPPORTED_COMPRESSION, 0, "BZh91AY"),
        Arguments.of("no trailer", Reason.MISSING_TRAILER, 116 + 110, "TRAILER???"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void damageIsNamed(String name, Reason reason, int at, String text) throws IOException {
    byte[] archive =
        CpioWriterTest.written(
            CpioWriter.archive(FileTree.builder().put("dir", new Directory()).build()));
    byte[] replacement = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(replacement, 0, archive, at, replacement.length);
    if (reason == Reason.MISSING_TRAILER) {
      System.arraycopy("000041ED".getBytes(StandardCharsets.US_ASCII), 0, archive, 116 + 14, 8);
    }
    assertThatThrownBy(() -> listed(archive))
        .isInstanceOfSatisfying(
            MalformedRamdiskException.class,
            e -> assertThat(e.reason()).as(name + ": " + e.getMessage()).isEqualTo(reason));
  }

  @Test
  void anArchiveMustBeAligned() throws IOException {
    byte[] one = archive();
    for (Compression compression : Compression.values()) {
      byte[] ramdisk = packed(compression, joined(one, new byte[2], one));
      assertThatThrownBy(() -> listed(ramdisk))
          .isInstanceOfSatisfying(
              MalformedRamdiskException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.MISALIGNED));
    }
  }

  @Test
  void bombsAreBounded() throws IOException {
    byte[] zeros = packed(Compression.XZ, new byte[4 << 20]);
    assertThatThrownBy(() -> listed(zeros))
        .isInstanceOfSatisfying(
            MalformedRamdiskException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    // A frame that wants a window of a gibibyte.
    byte[] window = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) (20 << 3), 1, 0, 0};
    assertThatThrownBy(() -> listed(window))
        .isInstanceOfSatisfying(
            MalformedRamdiskException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
  }

  @ParameterizedTest
  @EnumSource
  void aDiskThatFailsIsNoMalformedRamdisk(Compression compression) throws IOException {
    byte[] packed = packed(compression, archive());
    InputStream failing =
        new InputStream() {
          private int next;

          @Override
          public int read() throws IOException {
            if (next == packed.length / 2) {
              throw new IOException("disk on fire");
            }
            return packed[next++] & 0xff;
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            target[offset] = (byte) read();
            return 1;
          }
        };
    RamdiskReader reader = new RamdiskReader(failing);
    assertThatThrownBy(
            () -> {
              while (reader.next().isPresent()) {
                reader.content().readAllBytes();
              }
            })
        .isNotInstanceOf(MalformedRamdiskException.class)
        .hasMessageContaining("disk on fire");
  }
}
