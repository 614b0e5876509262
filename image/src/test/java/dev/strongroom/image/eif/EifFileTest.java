// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.eif.MalformedEifException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EifFileTest {
  private static final int FIRST = Header.LENGTH;
  private static final int SECOND = FIRST + Section.HEAD + 9;

  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");
  private Bytes metadata = Bytes.EMPTY;

  /// Kernel of 9 bytes, command line of 8, metadata, ramdisks of 4 and 8.
  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("image.eif");
    metadata = new Metadata("x", "1", "6", "t", "0", new TreeMap<>()).json();
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      EifWriter.write(
          EifContents.unsigned(
              Architecture.ARM64,
              Blob.of(Bytes.utf8("my kernel")),
              "reboot=t",
              metadata,
              List.of(Blob.of(Bytes.utf8("root")), Blob.of(Bytes.utf8("the jars")))),
          out);
    }
  }

  private static Measurements measured(Path image) throws IOException, MalformedEifException {
    try (EifFile eif = EifFile.open(image)) {
      return eif.measure();
    }
  }

  @Test
  void everySampleIsWhatItsManifestSays() throws Exception {
    for (EifVector vector : EifVector.allOrAbort()) {
      String name = vector.path().getFileName().toString();
      if (vector.measurements().isPresent()) {
        assertThat(measured(vector.path())).as(name).isEqualTo(vector.measurements().get());
        try (EifFile eif = EifFile.open(vector.path())) {
          assertThat(eif.checksum()).as(name).isEqualTo(vector.checksum());
          assertThat(eif.commandLine()).as(name).contains("console=ttyS0");
          assertThat(eif.signature().isPresent())
              .as(name)
              .isEqualTo(vector.measurements().get().pcr8().isPresent());
        }
      } else {
        assertThatThrownBy(() -> measured(vector.path()))
            .as(name)
            .isInstanceOfSatisfying(
                MalformedEifException.class,
                e -> {
                  assertThat(e.reason()).isEqualTo(Reason.valueOf(vector.expected()));
                  assertThat(e.offset()).isBetween(0L, vector.path().toFile().length());
                });
      }
    }
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    try (EifFile eif = EifFile.open(file)) {
      assertThat(eif.version()).isEqualTo(4);
      assertThat(eif.architecture()).isEqualTo(Architecture.ARM64);
      assertThat(eif.commandLine()).isEqualTo("reboot=t");
      assertThat(eif.metadata()).contains(metadata);
      assertThat(eif.signature()).isEmpty();
      assertThat(eif.sections()).extracting(Section::size).startsWith(9L, 8L).endsWith(4L, 8L);
      assertThat(eif.sections(SectionType.RAMDISK)).hasSize(2);
      try (InputStream in = eif.content(eif.sections().getLast()).open()) {
        assertThat(in.read()).isEqualTo('t');
        in.skipNBytes(3);
        assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII))
            .isEqualTo("jars");
        assertThat(in.read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void theSameSectionsGiveTheSameFile() throws Exception {
    Path again = folder.resolve("again.eif");
    try (EifFile eif = EifFile.open(file);
        FileChannel out =
            FileChannel.open(again, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      eif.writeSigned(Optional.empty(), out);
    }
    assertThat(again).hasSameBinaryContentAs(file);
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        damage("magic", Reason.BAD_MAGIC, 0, b -> b.put(3, (byte) 'g')),
        damage("version 1", Reason.UNSUPPORTED_VERSION, 4, b -> b.putShort(4, (short) 1)),
        damage("version 5", Reason.UNSUPPORTED_VERSION, 4, b -> b.putShort(4, (short) 5)),
        damage("flags", Reason.UNKNOWN_FLAGS, 6, b -> b.putShort(6, (short) 3)),
        damage("reserved", Reason.RESERVED_NOT_ZERO, 25, b -> b.put(25, (byte) 1)),
        damage("reserved too", Reason.RESERVED_NOT_ZERO, 540, b -> b.put(540, (byte) 1)),
        damage("one section", Reason.BAD_SECTION_COUNT, 26, b -> b.putShort(26, (short) 1)),
        damage("33 sections", Reason.BAD_SECTION_COUNT, 26, b -> b.putShort(26, (short) 33)),
        damage(
            "a hidden section", Reason.HEADER_TABLE_MISMATCH, 60, b -> b.putShort(26, (short) 4)),
        damage("an offset", Reason.HEADER_TABLE_MISMATCH, 36, b -> b.putLong(36, -1)),
        damage("a size in the table", Reason.HEADER_TABLE_MISMATCH, 284, b -> b.putLong(284, -1)),
        damage(
            "a size in the section",
            Reason.HEADER_TABLE_MISMATCH,
            284,
            b -> b.putLong(FIRST + 4, 8)),
        damage(
            "a huge section",
            Reason.TRUNCATED,
            -1,
            b -> {
              b.putLong(284, Long.MAX_VALUE);
              b.putLong(FIRST + 4, Long.MAX_VALUE);
            }),
        damage(
            "a negative section",
            Reason.TRUNCATED,
            -1,
            b -> {
              b.putLong(284, -1);
              b.putLong(FIRST + 4, -1);
            }),
        damage("section type 0", Reason.UNKNOWN_SECTION, FIRST, b -> b.putShort(FIRST, (short) 0)),
        damage(
            "metadata in version 3",
            Reason.UNKNOWN_SECTION,
            SECOND + 20,
            b -> b.putShort(4, (short) 3)),
        damage("section flags", Reason.UNKNOWN_FLAGS, FIRST + 2, b -> b.put(FIRST + 3, (byte) 1)),
        damage(
            "no kernel",
            Reason.DUPLICATE_COMMAND_LINE,
            SECOND + 12,
            b -> b.put(FIRST + 1, (byte) 2)),
        damage(
            "two kernels", Reason.DUPLICATE_KERNEL, SECOND + 12, b -> b.put(SECOND + 1, (byte) 1)),
        damage(
            "ramdisk for kernel",
            Reason.SECTION_ORDER,
            SECOND + 12,
            b -> b.put(FIRST + 1, (byte) 3)),
        damage(
            "line before kernel",
            Reason.SECTION_ORDER,
            SECOND + 12,
            b -> {
              b.put(FIRST + 1, (byte) 2);
              b.put(SECOND + 1, (byte) 1);
            }),
        damage("no command line", Reason.MISSING_SECTION, 26, b -> b.put(SECOND + 1, (byte) 3)),
        damage("a signature that is none", Reason.BAD_CRC, 544, b -> b.put(SECOND + 12, (byte) 0)));
  }

  private static Arguments damage(
      String name, Reason reason, int offset, Consumer<ByteBuffer> damage) {
    return Arguments.of(name, reason, offset, damage);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void damageIsNamed(String name, Reason reason, int offset, Consumer<ByteBuffer> damage)
      throws IOException {
    byte[] image = Files.readAllBytes(file);
    damage.accept(ByteBuffer.wrap(image));
    Files.write(file, image);
    assertThatThrownBy(() -> measured(file))
        .as(name)
        .isInstanceOfSatisfying(
            MalformedEifException.class,
            e -> {
              assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
              assertThat(e.offset()).isEqualTo(offset < 0 ? image.length : offset);
              assertThat(e.reason().code()).startsWith("eif.").isLowerCase();
            });
  }

  @Test
  void everyTruncationIsFoundOut() throws IOException {
    byte[] image = Files.readAllBytes(file);
    for (int length = 0; length < image.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(image, length));
      Reason expected = length < 4 ? Reason.BAD_MAGIC : Reason.TRUNCATED;
      assertThatThrownBy(() -> measured(file))
          .isInstanceOfSatisfying(
              MalformedEifException.class, e -> assertThat(e.reason()).isEqualTo(expected));
    }
    Files.write(file, java.util.Arrays.copyOf(image, image.length + 1));
    assertThatThrownBy(() -> measured(file)).hasMessageContaining("1 bytes follow");
  }

  /// One flipped bit anywhere: never the same measurements without complaint.
  @Test
  void everyFlippedBitIsFoundOut() throws IOException {
    byte[] image = Files.readAllBytes(file);
    for (int i = 0; i < image.length; i++) {
      image[i] ^= 4;
      Files.write(file, image);
      assertThatThrownBy(() -> measured(file)).isInstanceOf(MalformedEifException.class);
      image[i] ^= 4;
    }
  }
}
