// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Reports by the driver's own node, against a driver in memory that looks at every byte it gets.
/// No genuine one was ever asked.
class SevGuestReportsTest {
  private static final Bytes DATA = Bytes.fromHex("5a".repeat(64));
  private static final int REPORT = 1184;

  /// Answers as the kernel does: `drivers/virt/coco/sev-guest/sev-guest.c`.
  private static final class Driver implements GuestCalls {
    private int opened = 5;
    private int status;
    private Consumer<MemorySegment> spoil = response -> {};
    private int requests;

    @Override
    public int open(String path) {
      assertThat(path).isEqualTo("/dev/sev-guest");
      return opened;
    }

    @Override
    public int ioctl(int fd, long request, MemorySegment argument) {
      requests++;
      assertThat(fd).isEqualTo(5);
      // Direction both, 32 bytes, 'S', 0.
      assertThat(request).isEqualTo((3L << 30) | (32L << 16) | ('S' << 8));
      assertThat(argument.byteSize()).isEqualTo(32);
      assertThat(argument.get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
      if (status < 0) {
        return status;
      }
      MemorySegment sent = at(argument.getAtIndex(JAVA_LONG, 1), 96);
      assertThat(sent.asSlice(64).toArray(JAVA_BYTE)).containsOnly(0);
      MemorySegment response = at(argument.getAtIndex(JAVA_LONG, 2), 4000);
      response.set(JAVA_INT, 4, REPORT);
      response.set(JAVA_INT, 32, 2);
      MemorySegment.copy(sent, 0, response, 32 + 0x50, 64);
      spoil.accept(response);
      return 0;
    }

    @SuppressWarnings("restricted") // What the test itself has allocated.
    private static MemorySegment at(long address, long size) {
      return MemorySegment.ofAddress(address).reinterpret(size);
    }
  }

  private final Driver driver = new Driver();

  @Test
  void asksForAReportOverTheData() throws Exception {
    try (TsmDevice device = new TsmDevice(reports(), Duration.ofSeconds(20))) {
      assertThat(device.provider()).isEqualTo(TsmProvider.SEV_SNP);
      assertThat(device.leftovers()).isZero();
      TsmReport report = device.report(DATA);
      assertThat(report.report().length()).isEqualTo(REPORT);
      assertThat(report.report().slice(0x50, 0x90)).isEqualTo(DATA);
      assertThat(report.auxiliary()).isEqualTo(Bytes.EMPTY);
      assertThat(device.attest(Bytes.EMPTY, DATA, Optional.empty()).at(0)).isEqualTo(0xa4);
      assertThat(driver.requests).isEqualTo(2);
    }
  }

  @Test
  void refusesAnswersToAnotherRequest() throws Exception {
    driver.spoil = response -> response.set(JAVA_BYTE, 32 + 0x50, (byte) 1);
    assertFails("tsm-conflict");
    driver.spoil = response -> response.set(JAVA_INT, 0, 0x16);
    assertFails("tsm-malformed-attribute");
    driver.spoil = response -> response.set(JAVA_INT, 4, 0);
    assertFails("tsm-empty-report");
    driver.spoil = response -> response.set(JAVA_INT, 4, 3969);
    assertFails("tsm-malformed-attribute");
    driver.spoil = response -> response.set(JAVA_INT, 4, -1);
    assertFails("tsm-malformed-attribute");
    driver.spoil = response -> response.set(JAVA_INT, 4, 1183);
    assertFails("tsm-malformed-attribute");
  }

  @Test
  void saysWhatTheDriverRefuses() throws Exception {
    driver.status = -25;
    assertFails("tsm-no-provider");
    driver.status = -16;
    assertFails("tsm-busy");
    driver.status = -22;
    assertFails("tsm-refused");
    driver.status = -5;
    assertFails("tsm-system-call");
    driver.opened = -2;
    assertFails("tsm-system-call");
  }

  @Test
  void takesNothingButADigest() throws Exception {
    Reports reports = reports();
    assertThatThrownBy(() -> reports.report(Bytes.zeros(63)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(driver.requests).isZero();
  }

  private Reports reports() throws TsmException {
    return SevGuestReports.open(driver, "/dev/sev-guest");
  }

  private void assertFails(String code) {
    assertThatThrownBy(() -> reports().report(DATA))
        .isInstanceOfSatisfying(
            TsmException.class, e -> assertThat(e.failure().code()).isEqualTo(code));
  }
}
