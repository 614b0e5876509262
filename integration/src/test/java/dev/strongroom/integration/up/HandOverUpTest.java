// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.enclave.runtime.fixtures.FakeKms;
import dev.strongroom.enclave.runtime.fixtures.FakeReleasePolicy;
import dev.strongroom.enclave.runtime.fixtures.FakeSignatures;
import dev.strongroom.enclave.runtime.fixtures.TestAuthority;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedRoot;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A second enclave gets the root secret from the first, each in processes of its own, is the same
/// deployment then, and keeps it under a key of KMS's. KMS is a fake; the rest is real.
@Timeout(180)
class HandOverUpTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir private Path folder = Path.of("");

  private static Bytes identity(UpProcess up) throws Exception {
    try (AttestedHttpClient client = up.client()) {
      client.send(
          HttpRequest.newBuilder(up.address().resolve("/")).build(), BodyHandlers.ofString());
      return client.lastVerified().orElseThrow().keys().identityKey();
    }
  }

  private Path configuration(String name, String members) throws IOException {
    return Files.writeString(
        folder.resolve(name), "{\"version\":1,\"deployment\":\"demo\"," + members + "}");
  }

  /// The heir needn't name the sibling's image, which names the heir's: a secret that leads to the
  /// pinned identity key is the deployment's.
  private Path heir(String name, UpProcess first, Bytes identity, String keep) throws IOException {
    String policy =
        Files.readString(first.policy())
            .replaceFirst("\"image\": .*", "\"image\": { \"ignore\": \"identity pinned\" },");
    return configuration(
        name,
        "\"rootSecret\":{\"source\":\"hand-over\",\"sibling\":\"localhost:"
            + first.address().getPort()
            + "\",\"identityKey\":\""
            + identity.hex()
            + "\",\"policy\":"
            + policy
            + keep
            + "}");
  }

  private UpProcess startGiver(int port, Path state, Path jar, UpProcess heir) throws IOException {
    String heirs =
        Files.readString(heir.policy())
            .replaceFirst("\"nonce\": .*", "\"nonce\": { \"require\": true },");
    Path giver =
        configuration("giver.json", "\"rootSecret\":{\"source\":\"simulated\"},\"heirs\":" + heirs);
    return UpProcess.startAt(port, state, jar, "--configuration", giver.toString());
  }

  @Test
  void theHeirThatIsNamedBecomesTheSameDeploymentAndNoOtherAndLaterStartsAlone() throws Exception {
    Path jar = ApplicationJar.write(folder.resolve("app.jar"), KeepingService.class, "hand over");
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    Path third = folder.resolve("third");
    TestAuthority authority = new TestAuthority();
    FakeReleasePolicy nobody = new FakeReleasePolicy(Bytes.EMPTY, Bytes.EMPTY, CLOCK);
    try (JavaHome home = JavaHome.trusting(folder.resolve("java"), authority.trust());
        FakeKms kms = new FakeKms(authority.server("localhost"), nobody, CLOCK)) {
      int port;
      Bytes identity;
      Path heir;
      Path stranger;
      try (UpProcess before = UpProcess.start(first, jar)) {
        port = before.address().getPort();
        identity = identity(before);
        heir = heir("heir.json", before, identity, keep(kms));
        // Another file, and so another measurement.
        stranger =
            Files.writeString(folder.resolve("stranger.json"), Files.readString(heir) + "\n");
      }
      sameMaker(first, second);
      sameMaker(first, third);
      try (UpProcess waits = startHeir(home, second, jar, heir);
          UpProcess refused = startHeir(home, third, jar, stranger)) {
        kms.policy(new FakeReleasePolicy(vendor(first), pcr0(waits), CLOCK));
        try (UpProcess sibling = startGiver(port, first, jar, waits)) {
          assertThat(identity(sibling)).isEqualTo(identity);
          awaitIdentity(waits, identity);
          assertThatThrownBy(() -> identity(refused)).isInstanceOf(IOException.class);
        }
      }
      // The giver is gone for good.
      try (UpProcess alone = startHeir(home, second, jar, heir)) {
        awaitIdentity(alone, identity);
      }
      assertThat(kms.operations())
          .containsExactly(
              "TrentService.GenerateDataKey", "TrentService.Decrypt", "TrentService.Decrypt");
    }
  }

  /// All simulated machines are of one maker.
  private static void sameMaker(Path first, Path state) throws IOException {
    Files.createDirectories(state.resolve("simulated"));
    Files.copy(first.resolve("simulated/vendor-root"), state.resolve("simulated/vendor-root"));
  }

  private static String keep(FakeKms kms) {
    return ",\"keep\":{\"region\":\"%s\",\"key\":\"%s\",\"endpoint\":\"localhost:%d\"}"
        .formatted(FakeKms.REGION, FakeKms.KEY, kms.port());
  }

  private static UpProcess startHeir(JavaHome home, Path state, Path jar, Path configuration)
      throws IOException {
    ProcessBuilder command =
        UpProcess.command(
            home.path(),
            0,
            state,
            jar,
            "--configuration",
            configuration.toString(),
            "--egress-to",
            "127.0.0.0/8",
            "--aws");
    command
        .environment()
        .putAll(
            Map.of(
                "AWS_ACCESS_KEY_ID",
                FakeSignatures.ID,
                "AWS_SECRET_ACCESS_KEY",
                FakeSignatures.SECRET,
                "AWS_SESSION_TOKEN",
                FakeSignatures.TOKEN));
    return UpProcess.started(command, state);
  }

  private static Bytes vendor(Path state) throws Exception {
    SimulatedRoot root =
        SimulatedRoot.parse(Files.readAllBytes(state.resolve("simulated/vendor-root")));
    return new SimulatedDevice(
            SimulatedImage.of(List.of(), List.of(), Bytes.EMPTY), root, CLOCK, new SecureRandom())
        .root();
  }

  private static Bytes pcr0(UpProcess up) throws IOException {
    Matcher measured =
        Pattern.compile("\"pcr0\": *\"([0-9a-f]{96})\"").matcher(Files.readString(up.policy()));
    assertThat(measured.find()).isTrue();
    return Bytes.fromHex(measured.group(1));
  }

  private static void awaitIdentity(UpProcess up, Bytes identity) throws Exception {
    for (int i = 0; ; i++) {
      try {
        assertThat(identity(up)).isEqualTo(identity);
        return;
      } catch (IOException e) {
        if (i == 300) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }
}
