// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.FakeNras;
import dev.strongroom.attestation.fixtures.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Answers of NVIDIA's attestation service, looked at and verified by command.
class NrasCommandTest {
  private static final String POLICY =
      """
      {"version": 1, "kind": "nvidia-nras", "keySets": {"KEYS}, "count": {"require": 2},
       "driver": {"require": ["550.90.07"]}, "vbios": {"ignore": "a test"},
       "device": {"ignore": "a test"}, "nonce": {"require": true}}
      """;

  private final KeyPair keys = FakeNitro.p384();

  @TempDir private Path folder = Path.of("");

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private String answer() throws IOException {
    return file(
        "answer.json",
        FakeNras.answer(keys, FakeNras.HEADER, FakeNras.OVERALL, FakeNras.GPU, FakeNras.SWITCH));
  }

  private String keySet() {
    return FakeNras.keySet(FakeNras.jwk("k1", keys));
  }

  private String policy(String keySets) throws IOException {
    return file("policy.json", POLICY.replace("\"KEYS", keySets));
  }

  private String ignoring() throws IOException {
    return policy("\"ignore\": \"a test\"");
  }

  /// NVIDIA published these answers, and their keys no longer are.
  @ParameterizedTest
  @CsvSource({
    "hopper-nras-v3-detached-eat.json, nras.key",
    "switch-nras-staging-detached-eat.json, nras.key",
    "local-sdk-alg-none-detached-eat.json, nras.algorithm"
  })
  void realAnswersWithoutTheirKeys(String name, String check) {
    Path sample = Vectors.directory().resolve("nvidia/tokens").resolve(name);
    Assumptions.assumeTrue(Files.isReadable(sample), "NOT TESTED: no sample " + sample);
    Run run = Run.of("inspect", "--at", "document", sample.toString());
    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.out())
        .contains("NOT GENUINE  " + check, "kind        nvidia-nras", "✓ nras.agreement");
  }

  @Test
  void looksAtAnAnswer() throws Exception {
    String set = file("jwks.json", keySet());
    Run run = Run.of("inspect", "--at", "document", "--endorsements", set, answer());
    assertThat(run.status()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("GENUINE", "as of 2025-06-15T15:06:40Z", FakeNras.NONCE, "550.90.07");
    String bundle = folder.resolve("bundle.json").toString();
    assertThat(Run.of("endorsements", "pack", set, "-o", bundle).status()).isZero();
    run = Run.of("inspect", "--at", "document", "--endorsements", bundle, answer());
    assertThat(run.status()).as(run.out()).isZero();
    run = Run.of("inspect", "--at", "document", answer());
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void verifiesAnAnswer() throws Exception {
    String set = file("jwks.json", keySet());
    String[] arguments = {
      "verify",
      "--at",
      "document",
      "--endorsements",
      set,
      "--policy",
      ignoring(),
      "--nonce",
      FakeNras.NONCE,
      answer()
    };
    Run run = Run.of(arguments);
    assertThat(run.status()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("ACCEPTED");
    arguments[8] = "cd".repeat(32);
    run = Run.of(arguments);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("REFUSED  policy.nonce");
    arguments[8] = FakeNras.NONCE;
    arguments[2] = "now";
    run = Run.of(arguments);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("REFUSED  policy.time");
  }

  @Test
  void onlyKeysOfNamedSets() throws Exception {
    String set = file("jwks.json", keySet());
    String named = policy("\"require\": [\"" + FakeNras.digest(keySet()) + "\"]");
    Run run =
        Run.of(
            "verify",
            "--at",
            "document",
            "--endorsements",
            set,
            "--policy",
            named,
            "--nonce",
            FakeNras.NONCE,
            "--json",
            answer());
    assertThat(run.status()).as(run.out()).isZero();
    assertThat(run.out()).contains("\"kind\" : \"nvidia-nras\"", "\"accepted\" : true");
    String other = policy("\"require\": [\"" + "01".repeat(32) + "\"]");
    run =
        Run.of(
            "verify",
            "--at",
            "document",
            "--endorsements",
            set,
            "--policy",
            other,
            "--nonce",
            FakeNras.NONCE,
            answer());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("REFUSED  policy.keys");
  }

  @Test
  void policiesForOtherKindsRefuse() throws Exception {
    String set = file("jwks.json", keySet());
    Run run =
        Run.of(
            "verify",
            "--at",
            "document",
            "--endorsements",
            set,
            "--policy",
            Run.POLICY,
            "--nonce",
            FakeNras.NONCE,
            answer());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("REFUSED  policy.kind");
  }
}
