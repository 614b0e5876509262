// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EifWriterTest {
  private static final String LINE = "reboot=t console=ttyS0";
  private static final Bytes METADATA =
      new Metadata("hello", "1", "6.12", "strongroom", "0", new TreeMap<>()).json();

  @TempDir private Path folder = Path.of("");

  /// Bytes without a pattern that could hide a mistake.
  private static Bytes noise(int length, int seed) {
    byte[] bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  private static EifContents contents(Bytes kernel, Bytes... ramdisks) {
    return EifContents.unsigned(
        Architecture.X86_64,
        Blob.of(kernel),
        LINE,
        METADATA,
        Arrays.stream(ramdisks).map(Blob::of).toList());
  }

  private Measurements write(EifContents contents, Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      return EifWriter.write(contents, channel);
    }
  }

  private static Bytes pcr(Bytes... parts) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-384");
    for (Bytes part : parts) {
      part.updateTo(digest);
    }
    byte[] content = digest.digest();
    digest.update(new byte[48]);
    return Bytes.copyOf(digest.digest(content));
  }

  /// Three ramdisks, larger than the buffers, against digests taken one after the other.
  @Test
  void measuresWhatItWrites() throws Exception {
    Bytes kernel = noise(700_001, 1);
    Bytes line = Bytes.utf8(LINE);
    Bytes one = noise(1_500_000, 2);
    Bytes two = noise(2_000_004, 3);
    Bytes three = noise(4, 4);
    Measurements measured = write(contents(kernel, one, two, three), folder.resolve("a.eif"));
    assertThat(measured.pcr0()).isEqualTo(pcr(kernel, line, one, two, three));
    assertThat(measured.pcr1()).isEqualTo(pcr(kernel, line, one));
    assertThat(measured.pcr2()).isEqualTo(pcr(two, three));
    assertThat(measured.pcr8()).isEmpty();
  }

  /// The measurement of nothing occurs in documents that AWS signed.
  @Test
  void oneRamdiskMeansPcr2OfNothing() throws IOException {
    Measurements measured = write(contents(noise(9, 1), noise(8, 2)), folder.resolve("a.eif"));
    assertThat(measured.pcr0()).isEqualTo(measured.pcr1());
    assertThat(measured.pcr2().hex())
        .isEqualTo(
            "21b9efbc184807662e966d34f390821309eeac6802309798826296bf3e8bec7c"
                + "10edb30948c90ba67310f7b964fc500a");
  }

  @Test
  void theLayoutIsTheFormats() throws IOException {
    Path file = folder.resolve("a.eif");
    Bytes kernel = noise(9, 1);
    Bytes ramdisk = noise(8, 2);
    write(contents(kernel, ramdisk), file);
    byte[] image = Files.readAllBytes(file);
    ByteBuffer header = ByteBuffer.wrap(image);
    assertThat(header.getInt(0)).isEqualTo(0x2e656966);
    assertThat(header.getShort(4)).isEqualTo((short) 4);
    assertThat(header.getShort(6)).isZero();
    assertThat(header.getShort(26)).isEqualTo((short) 4);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    int index = 0;
    for (var section :
        List.of(
            new Object[] {1, kernel},
            new Object[] {2, Bytes.utf8(LINE)},
            new Object[] {5, METADATA},
            new Object[] {3, ramdisk})) {
      Bytes data = (Bytes) section[1];
      assertThat(header.getLong(28 + 8 * index)).isEqualTo(548L + expected.size());
      assertThat(header.getLong(284 + 8 * index)).isEqualTo(data.length());
      expected.writeBytes(
          ByteBuffer.allocate(12)
              .putShort(((Integer) section[0]).shortValue())
              .putShort((short) 0)
              .putLong(data.length())
              .array());
      expected.writeBytes(data.toByteArray());
      index++;
    }
    assertThat(Arrays.copyOfRange(image, 548, image.length)).isEqualTo(expected.toByteArray());
    CRC32 crc = new CRC32();
    crc.update(image, 0, 544);
    crc.update(image, 548, image.length - 548);
    assertThat(header.getInt(544)).isEqualTo((int) crc.getValue());
  }

  @Test
  void aLongerFileIsReplaced() throws IOException {
    Path once = folder.resolve("once.eif");
    Path again = folder.resolve("again.eif");
    write(contents(noise(9, 1), noise(8, 2)), once);
    write(contents(noise(900, 1), noise(8, 2)), again);
    write(contents(noise(9, 1), noise(8, 2)), again);
    assertThat(again).hasSameBinaryContentAs(once);
  }

  @Test
  void contentsThatNoKernelWouldTakeAreRefused() {
    assertThatThrownBy(() -> contents(noise(9, 1), noise(7, 2))).hasMessageContaining("padded");
    assertThatThrownBy(() -> contents(noise(9, 1))).hasMessageContaining("ramdisks");
    for (String line : List.of("a\n", " a", "a\0b", "é")) {
      assertThatThrownBy(() ->
              EifContents.unsigned(
                  Architecture.ARM64,
                  Blob.of(noise(1, 1)),
                  line,
                  METADATA,
                  List.of(Blob.of(noise(4, 1)))))
          .hasMessageContaining("ASCII");
    }
  }

  @Test
  void aBlobThatShrinksIsFoundOut() throws IOException {
    Path file = folder.resolve("ramdisk");
    Files.write(file, new byte[8]);
    Blob ramdisk = Blob.of(file);
    Files.write(file, new byte[4]);
    EifContents contents =
        EifContents.unsigned(
            Architecture.X86_64, Blob.of(noise(1, 1)), LINE, METADATA, List.of(ramdisk));
    assertThatThrownBy(() -> write(contents, folder.resolve("a.eif")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("8 bytes, now it has 4");
  }

  @Test
  void metadataAreTheSameEachTime() {
    assertThat(METADATA.asUtf8())
        .isEqualTo(
            "{\"ImageName\":\"hello\",\"ImageVersion\":\"1\",\"BuildMetadata\":{\"BuildTime\":"
                + "\"1980-01-01T00:00:00Z\",\"BuildTool\":\"strongroom\",\"BuildToolVersion\":\"0\","
                + "\"OperatingSystem\":\"linux\",\"KernelVersion\":\"6.12\"},\"DockerInfo\":{},"
                + "\"CustomMetadata\":{}}");
  }

  @Test
  void metadataOfOthersAreReadToo() {
    assertThat(
            Metadata.read(
                Bytes.utf8(
                    "{\"ImageName\":\"x\",\"DockerInfo\":null,\"A\":{\"B\":[1.5,{\"C\":true}]}}")))
        .contains(java.util.Map.of("ImageName", "x", "A.B.0", "1.5", "A.B.1.C", "true"));
    assertThat(Metadata.read(METADATA).orElseThrow())
        .containsEntry("BuildMetadata.KernelVersion", "6.12");
    for (String other :
        List.of(
            "",
            "[]",
            "{",
            "{}{}",
            "{\"a\":1,\"a\":2}",
            "[".repeat(99),
            "{\"a\":" + "[".repeat(99))) {
      assertThat(Metadata.read(Bytes.utf8(other))).as(other).isEmpty();
    }
    assertThat(Metadata.read(Bytes.fromHex("7b2261223a22ff227d"))).isEmpty();
  }
}
