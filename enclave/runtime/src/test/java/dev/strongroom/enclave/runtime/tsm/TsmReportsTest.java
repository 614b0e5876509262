// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is asked of the kernel, what is made of its answers, and that no entry is left behind.
class TsmReportsTest {
  private static final Bytes DATA = Bytes.fromHex("a5".repeat(64));

  private final FakeTsm kernel = new FakeTsm();
  private boolean leftBehind;

  private TsmReports reports(OptionalInt level) {
    return new TsmReports(
        kernel, FakeTsm.FOLDER, new SecureRandom(), level, Duration.ofNanos(1000));
  }

  private TsmReport report() throws TsmException {
    return reports(OptionalInt.empty()).report(DATA);
  }

  private void failsWith(TsmFailure failure, ThrowingCallable code) {
    assertThatThrownBy(code)
        .isInstanceOfSatisfying(TsmException.class, e -> assertThat(e.failure()).isEqualTo(failure))
        .hasMessage(failure.describe());
  }

  private void next(String operation, Integer... errnos) {
    kernel.errors.put(operation, new ArrayList<>(List.of(errnos)));
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(kernel.entries()).isEqualTo(leftBehind ? 1 : 0);
  }

  @Test
  void givesTheReportAndWhatComesWithIt() throws Exception {
    TsmReport report = report();
    assertThat(report.provider()).isEqualTo(TsmProvider.SEV_SNP);
    assertThat(report.report())
        .isEqualTo(Bytes.copyOf(FakeTsm.report("sev_guest", DATA.toByteArray(), "")));
    assertThat(report.auxiliary()).isEqualTo(Bytes.fromHex("3132"));
    assertThat(kernel.calls)
        .containsExactly(
            "mkdir",
            "read provider",
            "read generation",
            "write inblob",
            "read outblob",
            "read auxblob",
            "read generation",
            "rmdir");
  }

  @Test
  void tdxHasNoCertificates() throws Exception {
    kernel.provider = "tdx_guest";
    TsmReport report = report();
    assertThat(report.provider()).isEqualTo(TsmProvider.TDX);
    assertThat(report.auxiliary()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void asksForAPrivilegeLevel() throws Exception {
    Bytes report = reports(OptionalInt.of(1)).report(DATA).report();
    assertThat(report.slice(report.length() - 7, report.length())).isEqualTo(Bytes.utf8("level 1"));
    kernel.levelFloor = 2;
    failsWith(
        new TsmFailure.Refused("write privlevel"), () -> reports(OptionalInt.of(1)).report(DATA));
    kernel.levels = false;
    failsWith(
        new TsmFailure.Refused("open privlevel"), () -> reports(OptionalInt.of(1)).report(DATA));
    assertThatThrownBy(() -> reports(OptionalInt.of(4)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> reports(OptionalInt.of(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyRequestHasAnEntryOfItsOwn() throws Exception {
    for (int i = 0; i < 100; i++) {
      report();
    }
    assertThat(new HashSet<>(kernel.made)).hasSize(100);
    assertThat(kernel.made)
        .allMatch(path -> path.matches("/fake/tsm/report/strongroom-[0-9a-f]{32}"));
  }

  @Test
  void aNameThatIsTakenIsNoMatter() throws Exception {
    next("mkdir", 17, 17);
    assertThat(report().report().length()).isEqualTo(1184);
  }

  @ParameterizedTest
  @CsvSource({"read outblob, 16", "read outblob, 4", "read auxblob, 16", "write inblob, 16"})
  void asksABusyKernelAgain(String operation, int errno) throws Exception {
    next(operation, errno, errno, errno);
    report();
    assertThat(kernel.made).hasSize(4);
  }

  @Test
  void doesNotAskForEver() {
    next("read outblob", Collections.nCopies(100, 16).toArray(Integer[]::new));
    failsWith(new TsmFailure.Busy(6), this::report);
    assertThat(kernel.made).hasSize(6);
  }

  @Test
  void seesOthersWriting() throws Exception {
    kernel.intruders = 2;
    assertThat(report().report().slice(0x50, 0x90)).isEqualTo(DATA);
    assertThat(kernel.made).hasSize(3);
    kernel.intruders = 100;
    failsWith(new TsmFailure.Conflict(6), this::report);
  }

  @Test
  void seesThatAWriteWasLost() {
    // The kernel has nothing to report on then.
    kernel.lostWrites = 1;
    failsWith(new TsmFailure.Refused("read outblob"), this::report);
    // A report on something else, though the count is right.
    kernel.contents.put("outblob", FakeTsm.report("sev_guest", new byte[64], ""));
    failsWith(new TsmFailure.Conflict(6), this::report);
  }

  @ParameterizedTest
  @CsvSource({
    "mkdir, 6, tsm-no-provider",
    "read outblob, 25, tsm-no-provider",
    "read outblob, 6, tsm-no-provider",
    "read outblob, 22, tsm-refused",
    "write inblob, 22, tsm-refused",
    "write inblob, 27, tsm-refused",
    "read outblob, 110, tsm-timeout",
    "read outblob, 27, tsm-too-large",
    "read auxblob, 27, tsm-too-large",
    "read outblob, 5, tsm-system-call",
    "read auxblob, 5, tsm-system-call",
    "read provider, 2, tsm-system-call",
    "read generation, 13, tsm-system-call",
    "mkdir, 13, tsm-system-call",
  })
  void namesEachFailure(String operation, int errno, String code) {
    next(operation, errno);
    assertThatThrownBy(this::report)
        .isInstanceOfSatisfying(
            TsmException.class, e -> assertThat(e.failure().code()).isEqualTo(code));
    assertThat(kernel.made.size()).isLessThanOrEqualTo(1);
  }

  @Test
  void saysWhatIsMissing() {
    kernel.mounted = false;
    failsWith(new TsmFailure.Missing(FakeTsm.FOLDER), this::report);
    kernel.mounted = true;
    kernel.provider = "";
    failsWith(new TsmFailure.NoProvider(), this::report);
    kernel.provider = "arm_cca_guest";
    failsWith(new TsmFailure.UnknownProvider("arm_cca_guest"), this::report);
    failsWith(
        new TsmFailure.UnknownProvider("arm_cca_guest"),
        () -> reports(OptionalInt.empty()).provider());
  }

  @Test
  void refusesEmptyAndOversizedBlobs() throws Exception {
    kernel.contents.put("outblob", new byte[0]);
    failsWith(new TsmFailure.EmptyReport(), this::report);
    kernel.contents.put("outblob", new byte[TsmReports.MAX_REPORT + 1]);
    failsWith(new TsmFailure.TooLarge("outblob", 32768), this::report);
    kernel.contents.clear();
    kernel.certificates = new byte[TsmReports.MAX_AUXILIARY + 1];
    failsWith(new TsmFailure.TooLarge("auxblob", 16384), this::report);
    kernel.certificates = new byte[TsmReports.MAX_AUXILIARY];
    assertThat(report().auxiliary().length()).isEqualTo(16384);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 0x90, 1183})
  void refusesReportsThatAreNone(int length) {
    kernel.contents.put("outblob", new byte[length]);
    failsWith(
        new TsmFailure.MalformedAttribute("outblob", "no report of AMD SEV-SNP"), this::report);
    kernel.provider = "tdx_guest";
    failsWith(new TsmFailure.MalformedAttribute("outblob", "no report of Intel TDX"), this::report);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "1",
        "1\n\n",
        " 1\n",
        "-1\n",
        "x\n",
        "1\u0000\n",
        "99999999999999999999\n"
      })
  void refusesGenerationsThatAreNone(String text) {
    kernel.contents.put("generation", text.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(this::report)
        .isInstanceOfSatisfying(
            TsmException.class,
            e -> assertThat(e.failure().code()).isEqualTo("tsm-malformed-attribute"));
  }

  @Test
  void refusesProvidersThatAreNoNames() {
    for (String text : List.of("", "sev_guest", "sev_guest\n\n", "\u001b[2Jsev_guest\n")) {
      kernel.contents.put("provider", text.getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(this::report)
          .isInstanceOfSatisfying(
              TsmException.class,
              e -> assertThat(e.failure().code()).isEqualTo("tsm-malformed-attribute"));
    }
    kernel.contents.put("provider", new byte[65]);
    failsWith(new TsmFailure.TooLarge("provider", 64), this::report);
  }

  @Test
  void anEntryThatStaysIsCountedAndInNobodysWay() throws Exception {
    leftBehind = true;
    TsmReports reports = reports(OptionalInt.empty());
    next("rmdir", 16);
    assertThat(reports.report(DATA).report().length()).isEqualTo(1184);
    assertThat(reports.leftovers()).isEqualTo(1);
    assertThat(reports.report(DATA).report().length()).isEqualTo(1184);
    assertThat(reports.leftovers()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 63, 65})
  void bindsSixtyFourBytes(int length) {
    assertThatThrownBy(() -> reports(OptionalInt.empty()).report(Bytes.zeros(length)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(kernel.calls).isEmpty();
  }
}
