// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom inspect` on the examples.
class InspectCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void showsAGenuineDocumentAtItsOwnTime() {
    Run run = Run.of("inspect", "--at", "document", Run.GENUINE);
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("GENUINE", Run.PCR0, "✓ path.signatures", "i-06fb0bf4e70d5129f")
        .doesNotContain("NOT GENUINE", "✗", "\u001b");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void refusesItNowAndSaysHowToJudgeAnArchive() {
    Run run = Run.of("inspect", Run.GENUINE);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("NOT GENUINE", "✗ path.validity", "--at document");
  }

  @Test
  void judgesAtAGivenTime() {
    assertThat(Run.of("inspect", "--at", "2025-11-10T17:30:00Z", Run.GENUINE).status()).isZero();
    assertThat(Run.of("inspect", "--at", "2025-11-10T18:30:00+01:00", Run.GENUINE).status())
        .isZero();
    assertThat(Run.of("inspect", "--at", "2025-11-10T23:30:00Z", Run.GENUINE).status())
        .isEqualTo(1);
    assertThat(Run.of("inspect", "--at", "yesterday", Run.GENUINE).status()).isEqualTo(2);
  }

  @Test
  void judgesLiveEvidenceByTheClock() {
    Instant then = Instant.parse("2025-11-10T17:30:00Z");
    assertThat(Run.with(new byte[0], false, then, "inspect", Run.GENUINE).status()).isZero();
  }

  @Test
  void shoutsDebugMode() {
    Run run = Run.of("inspect", "--at", "document", Run.DEBUG);
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("DEBUG MODE");
  }

  @Test
  void readsRawHexAndBase64FromFilesAndStandardInput() throws IOException {
    byte[] raw = Files.readAllBytes(Path.of(Run.GENUINE));
    String hex = HexFormat.ofDelimiter("\n").withUpperCase().formatHex(raw);
    String base64 = Base64.getMimeEncoder().encodeToString(raw) + "\n";
    String urlSafe = Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
    for (byte[] form :
        new byte[][] {
          raw,
          hex.getBytes(StandardCharsets.US_ASCII),
          base64.getBytes(StandardCharsets.US_ASCII),
          urlSafe.getBytes(StandardCharsets.US_ASCII)
        }) {
      assertThat(Run.fed(form, "inspect", "--at", "document", "-").status()).isZero();
      Path file = folder.resolve("evidence");
      Files.write(file, form);
      assertThat(Run.of("inspect", "--at", "document", file.toString()).status()).isZero();
    }
  }

  @Test
  void tellsWhereInputIsMalformed() {
    Run run = Run.fed(new byte[] {(byte) 0x84, 0x40}, "inspect", "-");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).contains("MALFORMED", "at byte 0", "cbor.length");
  }

  @Test
  void goesOnAfterABadFileAndReportsTheWorst() {
    Run run = Run.of("inspect", "--at", "document", "missing.cbor", Run.GENUINE);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).contains("UNREADABLE", "no such file", "GENUINE");
  }

  @Test
  void refusesInputThatNeverEnds() {
    Run run = Run.fed(new byte[1 << 20], "inspect", "-");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).contains("MALFORMED");
  }

  @Test
  void trustsAnotherRootOnlyIfToldTo() {
    String other = "00".repeat(32);
    Run run = Run.of("inspect", "--at", "document", "--root", other, Run.GENUINE);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("✗ path.root");
    assertThat(Run.of("inspect", "--root", "00", Run.GENUINE).status()).isEqualTo(2);
  }

  @Test
  void coloursOnlyATerminal() {
    Instant now = Instant.parse("2026-11-21T00:00:00Z");
    String coloured =
        Run.with(new byte[0], true, now, "inspect", "--at", "document", Run.GENUINE).out();
    assertThat(coloured).contains("\u001b[32m");
    assertThat(Console.wantsColour(null, "xterm")).isTrue();
    assertThat(Console.wantsColour("", "xterm")).isTrue();
    assertThat(Console.wantsColour("1", "xterm")).isFalse();
    assertThat(Console.wantsColour(null, "dumb")).isFalse();
  }
}
