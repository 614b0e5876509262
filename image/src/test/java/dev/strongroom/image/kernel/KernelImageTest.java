// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.image.kernel.KernelImage.Format;
import dev.strongroom.image.kernel.MalformedKernelException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Kernels, other files, and hostile ones.
class KernelImageTest {
  private static final String CONFIGURATION = "CONFIG_NSM=y\n# CONFIG_MODULES is not set\n";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("kernel");
  }

  @Test
  void readsTheConfigurationInsideAGzippedKernel() throws Exception {
    KernelImage read = read(Kernels.bzImage(Kernels.gzip(Kernels.carrying(CONFIGURATION))));
    assertThat(read.format()).isEqualTo(Format.BZIMAGE);
    assertThat(read.version()).isEqualTo(Kernels.VERSION);
    assertThat(read.release()).isEqualTo("6.12.117-test");
    assertThat(read.configuration()).contains(KernelConfiguration.parse(CONFIGURATION));
    assertThat(read.configurationFrom()).isEqualTo("inside the kernel");
  }

  @Test
  void readsTheConfigurationInsideAnXzKernel() throws Exception {
    KernelImage read = read(Kernels.bzImage(Kernels.xz(Kernels.carrying(CONFIGURATION))));
    assertThat(read.configuration()).contains(KernelConfiguration.parse(CONFIGURATION));
  }

  @Test
  void readsAnArm64Image() throws Exception {
    KernelImage read = read(Kernels.arm64(Kernels.carrying(CONFIGURATION)));
    assertThat(read.format()).isEqualTo(Format.ARM64_IMAGE);
    assertThat(read.version()).isEqualTo(Kernels.VERSION);
    assertThat(read.configuration()).contains(KernelConfiguration.parse(CONFIGURATION));
  }

  @Test
  void findsAConfigurationAcrossTheBordersOfReads() throws Exception {
    for (int shift = 0; shift < 10; shift++) {
      byte[] code = new byte[(1 << 16) - 80 - 8 + shift];
      byte[] kernel = Kernels.joined(code, Kernels.carrying(CONFIGURATION));
      assertThat(read(Kernels.bzImage(Kernels.gzip(kernel))).configuration()).isPresent();
    }
  }

  @Test
  void looksBesideAKernelThatCarriesNone() throws Exception {
    byte[] kernel = Kernels.bzImage(Kernels.gzip(new byte[1000]));
    assertThat(read(kernel).configuration()).isEmpty();
    assertThat(read(kernel).configurationFrom())
        .isEqualTo(
            "it carries none (IKCONFIG is off), and there is no config-6.12.117-test beside it");
    Files.writeString(folder.resolve("config-6.12.117-test"), CONFIGURATION);
    assertThat(read(kernel).configuration()).isPresent();
    assertThat(read(kernel).configurationFrom()).isEqualTo("config-6.12.117-test");
  }

  @Test
  void looksBesideAKernelOfAnotherCompression() throws Exception {
    byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0, 0, 0};
    assertThat(read(Kernels.bzImage(zstd)).configurationFrom())
        .contains("neither gzip nor xz", "config-6.12.117-test");
  }

  @Test
  void neverLooksOutsideTheFolder() throws Exception {
    byte[] kernel = Kernels.bzImage(Kernels.gzip(new byte[10]));
    byte[] path = "../x/y\0".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(path, 0, kernel, 0x300, path.length);
    Files.createDirectories(folder.resolve("config-.."));
    assertThat(read(kernel).configuration()).isEmpty();
    assertThat(read(kernel).release()).isEqualTo("../x/y");
  }

  @ParameterizedTest
  @CsvSource({
    "0x1fe, 0, NOT_A_KERNEL, 0",
    "0x202, 0, NOT_A_KERNEL, 0",
    "0x207, 1, UNSUPPORTED, 518",
    "0x236, 0, UNSUPPORTED, 566",
    "0x1f1, 0, BAD_HEADER, 497",
    "0x1f1, 65, BAD_HEADER, 497",
    "0x20f, 8, BAD_HEADER, 526",
    "0x301, 10, BAD_HEADER, 769",
    "0x300, 0, BAD_HEADER, 768",
    "0x24f, 1, TRUNCATED, -1",
    "0x24b, 127, TRUNCATED, -1",
  })
  void namesWhatIsWrongInTheHeader(String at, int value, Reason reason, long offset) {
    byte[] kernel = Kernels.bzImage(Kernels.gzip(Kernels.carrying(CONFIGURATION)));
    kernel[Integer.decode(at)] = (byte) value;
    assertRefused(kernel, reason, offset < 0 ? kernel.length : offset);
  }

  @Test
  void namesAKernelWithoutPayload() {
    assertRefused(Kernels.bzImage(new byte[0]), Reason.BAD_HEADER, 0x24c);
  }

  @Test
  void namesADamagedPayload() {
    byte[] gzip = Kernels.bzImage(Kernels.gzip(new byte[100_000]));
    gzip[Kernels.PAYLOAD + 20] ^= 0x55;
    assertRefused(gzip, Reason.BAD_PAYLOAD, Kernels.PAYLOAD);
    byte[] xz = Kernels.bzImage(Kernels.xz(new byte[100_000]));
    xz[Kernels.PAYLOAD + 30] ^= 0x55;
    assertRefused(xz, Reason.BAD_PAYLOAD, Kernels.PAYLOAD);
  }

  @Test
  void namesAConfigurationThatIsNone() {
    assertRefused(
        Kernels.bzImage(Kernels.gzip(Kernels.carrying("hello\n"))), Reason.BAD_CONFIGURATION, 0);
    assertRefused(
        Kernels.bzImage(Kernels.gzip(Kernels.carrying("CONFIG_A=y\n".repeat(500_000)))),
        Reason.BAD_PAYLOAD,
        Kernels.PAYLOAD);
  }

  @Test
  void namesFilesThatAreNoKernels() {
    assertRefused(new byte[0], Reason.NOT_A_KERNEL, 0);
    assertRefused(new byte[5000], Reason.NOT_A_KERNEL, 0);
    assertRefused("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), Reason.NOT_A_KERNEL, 0);
  }

  @Test
  void everyBeginningOfAKernelIsRefused() throws IOException {
    byte[] kernel = Kernels.bzImage(Kernels.gzip(new byte[2000]));
    for (int length = 0; length < kernel.length; length++) {
      Files.write(file, Arrays.copyOf(kernel, length));
      assertThatExceptionOfType(MalformedKernelException.class)
          .as("%d bytes", length)
          .isThrownBy(() -> KernelImage.read(file));
    }
  }

  @Test
  void anyBytesAreReadOrRefusedByName() throws IOException {
    Random random = new Random(4);
    for (byte[] whole :
        new byte[][] {
          Kernels.bzImage(Kernels.gzip(Kernels.carrying(CONFIGURATION))),
          Kernels.bzImage(Kernels.xz(Kernels.carrying(CONFIGURATION))),
          Kernels.arm64(Kernels.carrying(CONFIGURATION))
        }) {
      for (int i = 0; i < 150; i++) {
        byte[] hostile = whole.clone();
        for (int n = 0; n < 3; n++) {
          int bound = random.nextBoolean() ? Math.min(0x310, hostile.length) : hostile.length;
          hostile[random.nextInt(bound)] = (byte) random.nextInt();
        }
        Files.write(file, hostile);
        try {
          assertThat(KernelImage.read(file).format()).isNotNull();
        } catch (MalformedKernelException e) {
          assertThat(e.reason().code()).startsWith("kernel.");
        }
      }
    }
  }

  private KernelImage read(byte[] bytes) throws IOException, MalformedKernelException {
    Files.write(file, bytes);
    return KernelImage.read(file);
  }

  private void assertRefused(byte[] bytes, Reason reason, long offset) {
    assertThatExceptionOfType(MalformedKernelException.class)
        .isThrownBy(() -> read(bytes))
        .satisfies(e -> {
          assertThat(e.reason()).isEqualTo(reason);
          assertThat(e.offset()).isEqualTo(offset);
        });
  }
}
