// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The system calls themselves, on a device that every machine has and that knows no such request.
class NativeGuestCallsTest {
  private static final Bytes DATA = Bytes.fromHex("5a".repeat(64));

  private static void refusesAsNoDriver(Reports reports) {
    assertThatThrownBy(() -> reports.report(DATA))
        .isInstanceOfSatisfying(
            TsmException.class, e -> assertThat(e.failure().code()).isEqualTo("tsm-no-provider"));
  }

  @Test
  void asksTheKernel() throws Exception {
    NativeGuestCalls calls = new NativeGuestCalls();
    QuoteService service =
        QuoteService.across(new UnixWire(Path.of("nowhere")), Duration.ofSeconds(1));
    refusesAsNoDriver(TdxGuestReports.open(calls, "/dev/null", service));
    refusesAsNoDriver(SevGuestReports.open(calls, "/dev/null"));
    assertThatThrownBy(() -> TdxGuestReports.open(calls, "/dev/none-such", service))
        .hasMessageEndingWith("open /dev/none-such failed (errno 2)");
  }
}
