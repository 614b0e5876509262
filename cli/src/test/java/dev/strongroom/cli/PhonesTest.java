// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// `strongroom inspect` and `verify` on phones' keys, forged under test roots.
class PhonesTest {
  private static final String NONCE =
      HexFormat.of().formatHex("a challenge of the relying party".getBytes(StandardCharsets.UTF_8));
  private static final String AT = "2026-11-20T12:00:00Z";

  private static String file(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(PhonesTest.class.getResource("phones/" + name)).toURI())
        .toString();
  }

  private static Run android(String nonce, String... more) throws URISyntaxException {
    String[] arguments = {
      "verify",
      "--at",
      AT,
      "--policy",
      file("android-policy.json"),
      "--nonce",
      nonce,
      "--status-list",
      file("status.json"),
      "--status-list-of",
      "2026-11-19T00:00:00Z"
    };
    String[] all = new String[arguments.length + more.length + 1];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    all[all.length - 1] = file("android.pem");
    return Run.of(all);
  }

  @Test
  void verifiesAnAndroidChain() throws Exception {
    Run run = android(NONCE);
    assertThat(run.status()).as(run.out()).isZero();
    assertThat(run.out())
        .contains("ACCEPTED", "✓ policy.application", "android-key", "dev.strongroom.example 7");
    assertThat(android(NONCE.replace('6', '7')).status()).isEqualTo(1);
  }

  @Test
  void saysTheSameInJson() throws Exception {
    Run run = android(NONCE, "--json");
    JsonNode said = JsonNode.parseWithNulls(run.out()).items().getFirst();
    assertThat(said.member("kind").text()).isEqualTo("android-key");
    assertThat(said.member("accepted").flag()).isTrue();
    assertThat(said.member("claims").member("bootState").text()).isEqualTo("verified");
    assertThat(said.member("checks").items()).hasSizeGreaterThan(25);
  }

  @Test
  void withoutAListRevocationIsUnknown() throws Exception {
    Run run =
        Run.of(
            "verify",
            "--at",
            AT,
            "--policy",
            file("android-policy.json"),
            "--nonce",
            NONCE,
            file("android.pem"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("policy.revocation", "revocation unknown");
  }

  @Test
  void inspectAsksGooglesRoots() throws Exception {
    Run run = Run.of("inspect", "--at", AT, file("android.pem"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("NOT GENUINE", "path.root");
  }

  @Test
  void verifiesAnAppleAttestation() throws Exception {
    Run run =
        Run.of(
            "verify",
            "--at",
            AT,
            "--policy",
            file("apple-policy.json"),
            "--nonce",
            NONCE,
            "--endorsements",
            file("root.der"),
            file("apple.cbor"));
    assertThat(run.status()).as(run.out()).isZero();
    assertThat(run.out()).contains("ACCEPTED", "A1B2C3D4E5.dev.strongroom.example");
  }

  @Test
  void inspectCallsNothingOfApplesGenuineWithoutTheClientData() throws Exception {
    Run run = Run.of("inspect", "--at", AT, file("apple.cbor"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("NOT GENUINE", "client-data-hash", "environment");
  }

  @Test
  void policiesAndEvidenceHaveToBeOfAKind() throws Exception {
    assertThat(Run.of("verify", "--policy", Run.POLICY, file("android.pem")).status()).isEqualTo(2);
    assertThat(Run.of("verify", "--policy", file("apple-policy.json"), Run.GENUINE).status())
        .isEqualTo(2);
    Run other =
        Run.of("verify", "--at", AT, "--policy", file("apple-policy.json"), file("android.pem"));
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.out()).contains("policy.kind");
  }

  @Test
  void aListNeedsItsTime() throws Exception {
    Run run = Run.of("inspect", "--status-list", file("status.json"), file("android.pem"));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--status-list-of");
  }
}
