// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `strongroom verify` on the examples.
class VerifyCommandTest {
  private static final String KEY =
      "c68116a630c8bdde83fe1c5a6ff12b5a4f93404e2fc112824d151ed42bf98a20";

  @TempDir private Path folder = Path.of("");

  private static Run verify(String... more) {
    String[] arguments = new String[more.length + 4];
    arguments[0] = "verify";
    arguments[1] = "--at";
    arguments[2] = "document";
    System.arraycopy(more, 0, arguments, 3, more.length);
    arguments[more.length + 3] = Run.GENUINE;
    return Run.of(arguments);
  }

  @Test
  void acceptsUnderAPolicyFile() {
    Run run = verify("--policy", Run.POLICY);
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("ACCEPTED", "✓ policy.image", "is the published example");
  }

  @Test
  void refusesDebugModeUnderThatPolicy() {
    Run run = Run.of("verify", "--policy", Run.POLICY, "--at", "document", Run.DEBUG);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("REFUSED", "✗ policy.debug");
  }

  @Test
  void acceptsByPcrsAndRefusesOneDigitOff() {
    assertThat(verify("--pcr", "0=" + Run.PCR0).status()).isZero();
    String off = (Run.PCR0.startsWith("0") ? "1" : "0") + Run.PCR0.substring(1);
    Run run = verify("--pcr", "0=" + off);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("✗ policy.image", off);
  }

  @Test
  void comparesTheNonceKeyAndUserDataThatAreGiven() throws IOException {
    String pcr = "0=" + Run.PCR0;
    assertThat(verify("--pcr", pcr, "--nonce", "00").out()).contains("✗ policy.nonce");
    assertThat(verify("--pcr", pcr, "--user-data", "").status()).isZero();
    assertThat(verify("--pcr", pcr, "--user-data", "00").out()).contains("✗ policy.user-data");

    byte[] key = HexFormat.of().parseHex(KEY);
    Path raw = Files.write(folder.resolve("key"), key);
    assertThat(verify("--pcr", pcr, "--public-key", raw.toString()).status()).isZero();
    Path pem = folder.resolve("key.pem");
    Files.writeString(
        pem,
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getEncoder().encodeToString(key)
            + "\n-----END PUBLIC KEY-----\n");
    assertThat(verify("--pcr", pcr, "--public-key", pem.toString()).status()).isZero();
    key[0] ^= 1;
    Path other = Files.write(folder.resolve("other"), key);
    assertThat(verify("--pcr", pcr, "--public-key", other.toString()).status()).isEqualTo(1);
  }

  @Test
  void limitsTheAgeOfLiveEvidence() {
    String[] at = {"verify", "--pcr", "0=" + Run.PCR0, "--at", "2025-11-10T17:30:00Z"};
    assertThat(Run.of(with(at, "--max-age", "15m", Run.GENUINE)).status()).isZero();
    Run old = Run.of(with(at, "--max-age", "5m", Run.GENUINE));
    assertThat(old.status()).isEqualTo(1);
    assertThat(old.out()).contains("✗ policy.age");
  }

  @Test
  void theStricterAgeLimitCounts() {
    String[] at = {"verify", "--policy", Run.POLICY, "--at", "2025-11-10T17:24:00Z"};
    assertThat(Run.of(with(at, Run.GENUINE)).status()).isZero();
    assertThat(Run.of(with(at, "--max-age", "1h", Run.GENUINE)).status()).isZero();
    assertThat(Run.of(with(at, "--max-age", "60s", Run.GENUINE)).status()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--pcr 0=00",
        "--pcr 0=zz",
        "--pcr zero=00",
        "--pcr 32=" + Run.PCR0,
        "--pcr 1=" + Run.PCR0,
        "--pcr 2=" + Run.PCR0,
        "--pcr 4=" + Run.PCR0,
        "--pcr 0=000000000000000000000000000000000000000000000000"
            + "000000000000000000000000000000000000000000000000",
        "--pcr 0=" + Run.PCR0 + " --nonce xyz",
        "--pcr 0=" + Run.PCR0 + " --max-age soon",
        "--pcr 0=" + Run.PCR0 + " --max-age -5m",
        "--pcr 0=" + Run.PCR0 + " --policy policy.json",
        "--pcr 0=" + Run.PCR0 + " --public-key missing",
        "--policy missing.json",
        "--nonce 00",
        "--nonsense"
      })
  void wrongUsageIsToldApartFromRefusal(String options) {
    Run run = verify(options.split(" "));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).startsWith("strongroom: ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aBrokenPolicySaysWhere() throws IOException {
    Path policy = folder.resolve("policy.json");
    Files.writeString(
        policy, Files.readString(Path.of(Run.POLICY)).replace("\"pcr1\": \"b0", "\"pcr1\": \"b"));
    Run run = verify("--policy", policy.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("image.require[0].pcr1");
  }

  private static String[] with(String[] arguments, String... more) {
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }
}
