// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.fixtures.MadeKernel;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What firmware measures of a kernel.
class EfiStubTest {
  /// A program of its own, in another language, says so of [MadeKernel].
  private static final String MADE =
      "2c582b958f3035496865dfe331aeb394a3977c3b50bb7a2e0a9b756699413df0091674b90670194e63f4288d26c1884f";

  /// Checksum, and where a signature would be.
  private static final int CHECKSUM = MadeKernel.OPTIONAL + 64;

  private static final int SIGNATURE = MadeKernel.OPTIONAL + 144;

  @Test
  void agreesWithAnotherProgram() throws Exception {
    assertThat(digest(new MadeKernel().done()).hex()).isEqualTo(MADE);
  }

  @Test
  void coversAllButChecksumAndSignature() throws Exception {
    assertThat(changed(bytes -> bytes.putInt(CHECKSUM, 7)).hex()).isEqualTo(MADE);
    byte[] signed = Arrays.copyOf(new MadeKernel().done().toByteArray(), 0x1008);
    ByteBuffer.wrap(signed)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putInt(SIGNATURE, 0x1000)
        .putInt(SIGNATURE + 4, 8);
    assertThat(digest(Bytes.copyOf(signed)).hex()).isEqualTo(MADE);
    for (int at : new int[] {2, CHECKSUM - 8, CHECKSUM + 8, 0x1ff, 0x200, 0x5ff, 0x600, 0xfff}) {
      assertThat(changed(bytes -> bytes.put(at, (byte) (bytes.get(at) ^ 1))).hex())
          .as("byte %x", at)
          .isNotEqualTo(MADE);
    }
    assertThat(digest(Bytes.copyOf(Arrays.copyOf(new MadeKernel().done().toByteArray(), 0x1001))))
        .isNotEqualTo(Bytes.fromHex(MADE));
  }

  @Test
  void refusesWhatFirmwareWouldntStart() {
    assertRefused(Bytes.EMPTY, "kernel.no-efi-stub");
    assertRefused(Bytes.zeros(4096), "kernel.no-efi-stub");
    assertRefused(bytes -> bytes.putInt(0x3c, 0xff0), "kernel.truncated");
    assertRefused(bytes -> bytes.putInt(0x3c, -1), "kernel.truncated");
    assertRefused(bytes -> bytes.putInt(MadeKernel.HEADER, 0), "kernel.no-efi-stub");
    assertRefused(
        bytes -> bytes.putShort(MadeKernel.HEADER + 4, (short) 0x14c), "kernel.no-efi-stub");
    assertRefused(
        bytes -> bytes.putShort(MadeKernel.OPTIONAL, (short) 0x10b), "kernel.no-efi-stub");
    assertRefused(
        bytes -> bytes.putShort(MadeKernel.OPTIONAL + 68, (short) 11), "kernel.no-efi-stub");
  }

  @Test
  void refusesPartsThatAreNoWhole() {
    assertRefused(bytes -> bytes.putInt(MadeKernel.OPTIONAL + 108, 4), "kernel.bad-header");
    assertRefused(
        bytes -> bytes.putShort(MadeKernel.HEADER + 20, (short) 100), "kernel.bad-header");
    assertRefused(bytes -> bytes.putInt(MadeKernel.OPTIONAL + 60, 0x2000), "kernel.bad-header");
    assertRefused(bytes -> bytes.putInt(MadeKernel.OPTIONAL + 60, 0x100), "kernel.bad-header");
    assertRefused(bytes -> bytes.putShort(MadeKernel.HEADER + 6, (short) 0), "kernel.bad-header");
    assertRefused(bytes -> bytes.putShort(MadeKernel.HEADER + 6, (short) 9), "kernel.bad-header");
    assertRefused(new MadeKernel().part(0, 0x601, 8).done(), "kernel.bad-header");
    assertRefused(new MadeKernel().part(0, 0x5ff, 8).done(), "kernel.bad-header");
    assertRefused(new MadeKernel().part(0, 0x600, 0xa01).done(), "kernel.bad-header");
    assertRefused(new MadeKernel().part(0, 0x600, -1).done(), "kernel.bad-header");
    assertRefused(bytes -> bytes.putInt(SIGNATURE + 4, 8), "kernel.bad-header");
    assertRefused(
        bytes -> bytes.putInt(SIGNATURE, 0xff8).putInt(SIGNATURE + 4, 8), "kernel.bad-header");
  }

  private static Bytes changed(Consumer<ByteBuffer> change) throws Exception {
    MadeKernel kernel = new MadeKernel();
    change.accept(kernel.bytes);
    return digest(kernel.done());
  }

  private static Bytes digest(Bytes kernel) throws Exception {
    return EfiStub.digest(new ByteArrayInputStream(kernel.toByteArray()));
  }

  private static void assertRefused(Consumer<ByteBuffer> change, String code) {
    MadeKernel kernel = new MadeKernel();
    change.accept(kernel.bytes);
    assertRefused(kernel.done(), code);
  }

  private static void assertRefused(Bytes kernel, String code) {
    assertThatExceptionOfType(MalformedKernelException.class)
        .isThrownBy(() -> digest(kernel))
        .withMessageStartingWith(code + " at byte ");
  }
}
