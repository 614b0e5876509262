// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.eif.Metadata;
import dev.strongroom.image.eif.SignatureSection;
import dev.strongroom.image.ramdisk.MalformedRamdiskException;
import dev.strongroom.image.ramdisk.RamdiskEntry;
import dev.strongroom.image.ramdisk.RamdiskReader;
import dev.strongroom.image.signature.ImageSignature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32;

/// Any bytes as an image, a ramdisk, a signature section.
class ImageFuzzTest {
  private static final int HEADER = 548;
  private static final int CHECKSUM = 544;
  private static final Measurements OTHER =
      new Measurements(Bytes.zeros(48), Bytes.zeros(48), Bytes.zeros(48), Optional.empty());
  private static final Path FILE = file();

  private static Path file() {
    try {
      Path file = Files.createTempFile("strongroom-fuzz", ".eif");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveAnImageOrMalformed(byte[] input) throws IOException {
    if (input.length >= HEADER) {
      // No fuzzer guesses a checksum.
      CRC32 checksum = new CRC32();
      checksum.update(input, 0, CHECKSUM);
      checksum.update(input, HEADER, input.length - HEADER);
      ByteBuffer.wrap(input).putInt(CHECKSUM, (int) checksum.getValue());
    }
    Files.write(FILE, input);
    try (EifFile image = EifFile.open(FILE)) {
      Measurements measured = image.measure();
      assertThat(measured.pcr8().isPresent()).isEqualTo(image.signature().isPresent());
      assertThat(image.commandLine()).isNotNull();
      image.metadata().ifPresent(Metadata::read);
    } catch (MalformedEifException e) {
      assertThat(e.offset()).isBetween(0L, (long) input.length);
      assertThat(e.reason().code()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveEntriesOrMalformed(byte[] input) throws IOException {
    try (RamdiskReader reader = new RamdiskReader(new ByteArrayInputStream(input))) {
      Optional<RamdiskEntry> entry = reader.next();
      for (int i = 0; entry.isPresent(); i++) {
        assertThat(entry.get().name().isEmpty()).isFalse();
        if (i % 2 == 0) {
          assertThat(reader.content().readNBytes(1 << 16).length)
              .isLessThanOrEqualTo((int) Math.min(entry.get().size(), 1 << 16));
        }
        entry = reader.next();
      }
    } catch (MalformedRamdiskException e) {
      assertThat(e.offset()).isBetween(0L, (long) input.length);
      assertThat(e.reason().code()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveASignatureSectionOrMalformed(byte[] input) {
    try {
      SignatureSection section = SignatureSection.parse(Bytes.copyOf(input), 0);
      assertThat(
              ImageSignature.verify(
                      section,
                      OTHER,
                      SignatureProvider.jdk(),
                      Instant.parse("2026-06-01T00:00:00Z"))
                  .good())
          .as("nobody signed a PCR0 of zeros")
          .isFalse();
    } catch (MalformedEifException e) {
      assertThat(e.offset()).isBetween(0L, (long) input.length);
    }
  }
}
