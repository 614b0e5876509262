// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.eif.Architecture;
import dev.strongroom.image.eif.EifContents;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.EifWriter;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.eif.Metadata;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What QEMU gets of an image is what is measured of it.
class BootPartsTest {
  @TempDir private Path folder;

  private Path image() throws Exception {
    Path file = folder.resolve("a.eif");
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      EifWriter.write(
          EifContents.unsigned(
              Architecture.X86_64,
              Blob.of(Bytes.utf8("kernel")),
              "quiet",
              new Metadata("a", "1", "6.12", "strongroom", "0", new TreeMap<>()).json(),
              List.of(Blob.of(Bytes.utf8("one.")), Blob.of(Bytes.utf8("two.")))),
          out);
    }
    return file;
  }

  @Test
  void writesWhatIsMeasured() throws Exception {
    try (EifFile image = EifFile.open(image())) {
      BootParts parts = BootParts.write(image, folder);
      assertThat(Files.readString(parts.kernel())).isEqualTo("kernel");
      assertThat(Files.readString(parts.ramdisk())).isEqualTo("one.two.");
      assertThat(parts.commandLine()).isEqualTo("quiet strongroom.parent=2");
      assertThat(DirectBoot.of(image))
          .isEqualTo(
              new DirectBoot(
                  Sha256.of(parts.kernel()),
                  Sha256.of(parts.ramdisk()),
                  Sha256.of(Bytes.utf8("quiet strongroom.parent=2\0"))));
      parts.delete();
      assertThat(parts.kernel()).doesNotExist();
      assertThat(parts.ramdisk()).doesNotExist();
    }
  }

  @Test
  void writesNothingOfADamagedImage() throws Exception {
    Path file = image();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    try (EifFile image = EifFile.open(file)) {
      assertThatExceptionOfType(MalformedEifException.class)
          .isThrownBy(() -> BootParts.write(image, folder));
    }
    assertThat(folder.resolve("kernel")).doesNotExist();
  }
}
