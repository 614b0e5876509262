// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.AttestedHttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Any jar with a service runs in an enclave, and its bytes are what a client checks.
@Timeout(180)
class ApplicationTest {
  @TempDir private Path folder = Path.of("");

  private static HttpResponse<String> put(UpProcess up, AttestedHttpClient client, String text)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(up.address().resolve("/note"))
            .PUT(BodyPublishers.ofString(text))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(UpProcess up, AttestedHttpClient client, String path)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(up.address().resolve(path)).build(), BodyHandlers.ofString());
  }

  @Test
  void runsMeasuredAndKeepsItsValuesFromTheHost() throws Exception {
    Path state = folder.resolve("state");
    Path jar = ApplicationJar.write(folder.resolve("app.jar"), KeepingService.class, "one");
    Path other = ApplicationJar.write(folder.resolve("other.jar"), KeepingService.class, "two");
    byte[] policy;
    try (UpProcess up = UpProcess.start(state, jar);
        AttestedHttpClient client = up.client()) {
      assertThat(put(up, client, "a secret that the host must not see").body()).isEqualTo("kept\n");
      assertThat(get(up, client, "/desktop").body())
          .as(
              "jars of a class path find all of the JDK's modules, java.beans for Spring among them")
          .isEqualTo("true\n");
      policy = Files.readAllBytes(up.policy());
    }
    assertThat(Files.readString(state.resolve("store.sqlite"), StandardCharsets.ISO_8859_1))
        .doesNotContain("a secret", "note");
    try (UpProcess up = UpProcess.start(state, other)) {
      assertThat(Files.readAllBytes(up.policy())).isNotEqualTo(policy);
      Files.write(up.policy(), policy);
      try (AttestedHttpClient client = up.client()) {
        assertThatThrownBy(() -> put(up, client, "more"))
            .as("another jar is another measurement")
            .isInstanceOf(AttestationRefusedException.class);
      }
    }
  }
}
