// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.confidential.EfiBoot;
import dev.strongroom.image.confidential.MalformedFirmwareException;
import dev.strongroom.image.confidential.SnpFirmware;
import dev.strongroom.image.confidential.TdxFirmware;
import dev.strongroom.image.confidential.TdxLaunch;
import dev.strongroom.image.kernel.EfiStub;
import dev.strongroom.image.kernel.MalformedKernelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Any bytes as what a confidential virtual machine is started from: firmware, and a kernel.
class ConfidentialFuzzTest {
  private static final int PAGE = 4096;
  private static final Bytes DIGEST = Bytes.zeros(48);
  private static final EfiBoot BOOT = new EfiBoot(DIGEST, DIGEST, DIGEST);

  @FuzzTest(maxDuration = "20s")
  void bytesGiveFirmwareForTdxOrMalformed(byte[] input) throws MalformedFirmwareException {
    Bytes pages = wholePages(input);
    TdxFirmware firmware;
    try {
      firmware = TdxFirmware.of(pages);
    } catch (MalformedFirmwareException e) {
      assertNamed(e, pages);
      return;
    }
    // Without its variables it is firmware still, and measures the same.
    Bytes emptied = firmware.withoutVariables();
    assertThat(emptied.length()).isEqualTo(pages.length());
    assertThat(new TdxLaunch(TdxFirmware.of(emptied), BOOT).mrtd())
        .isEqualTo(new TdxLaunch(firmware, BOOT).mrtd());
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveFirmwareForSnpOrMalformed(byte[] input) {
    Bytes pages = wholePages(input);
    try {
      assertThat(SnpFirmware.of(pages).sections()).isNotEmpty();
    } catch (MalformedFirmwareException e) {
      assertNamed(e, pages);
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveAKernelsDigestOrMalformed(byte[] input) throws IOException {
    try {
      assertThat(EfiStub.digest(new ByteArrayInputStream(input)).length()).isEqualTo(48);
    } catch (MalformedKernelException e) {
      assertThat(e.offset()).isNotNegative();
      assertThat(e.reason().code()).startsWith("kernel.");
    }
  }

  private static void assertNamed(MalformedFirmwareException e, Bytes pages) {
    assertThat(e.offset()).isBetween(0L, (long) pages.length());
    assertThat(e.reason().code()).startsWith("firmware.");
  }

  /// What is read first is at its end.
  private static Bytes wholePages(byte[] input) {
    byte[] pages = new byte[(input.length + PAGE - 1) / PAGE * PAGE];
    System.arraycopy(input, 0, pages, pages.length - input.length, input.length);
    return Bytes.copyOf(pages);
  }
}
