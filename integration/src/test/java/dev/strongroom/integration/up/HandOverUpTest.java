// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.AttestedHttpClient;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A second enclave gets the root secret from the first, each in processes of its own, and then is
/// the same deployment.
@Timeout(180)
class HandOverUpTest {
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
  private Path heir(String name, UpProcess first, Bytes identity) throws IOException {
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
            + "}");
  }

  private static UpProcess startHeir(Path state, Path jar, Path configuration) throws IOException {
    return UpProcess.start(
        state, jar, "--configuration", configuration.toString(), "--egress-to", "127.0.0.0/8");
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
  void theHeirThatIsNamedBecomesTheSameDeploymentAndNoOther() throws Exception {
    Path jar = ApplicationJar.write(folder.resolve("app.jar"), KeepingService.class, "hand over");
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    Path third = folder.resolve("third");
    int port;
    Bytes identity;
    Path heir;
    Path stranger;
    try (UpProcess before = UpProcess.start(first, jar)) {
      port = before.address().getPort();
      identity = identity(before);
      heir = heir("heir.json", before, identity);
      // Another file, and so another measurement.
      stranger = Files.writeString(folder.resolve("stranger.json"), Files.readString(heir) + "\n");
    }
    for (Path state : List.of(second, third)) {
      // All simulated machines are of one maker.
      Files.createDirectories(state.resolve("simulated"));
      Files.copy(first.resolve("simulated/vendor-root"), state.resolve("simulated/vendor-root"));
    }
    try (UpProcess waits = startHeir(second, jar, heir);
        UpProcess refused = startHeir(third, jar, stranger);
        UpProcess sibling = startGiver(port, first, jar, waits)) {
      assertThat(identity(sibling)).isEqualTo(identity);
      awaitIdentity(waits, identity);
      assertThatThrownBy(() -> identity(refused)).isInstanceOf(IOException.class);
    }
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
