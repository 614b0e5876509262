// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.notary.NotaryClient;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;

/// One of several enclaves on one log, with its host, and a client that goes past any balancer.
///
/// @param up host and enclave
/// @param client verifies as `up` says
public record Member(UpProcess up, AttestedHttpClient client) implements AutoCloseable {
  /// Asks it.
  public JsonNode get(String path) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(up.address().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonNode.parse(response.body());
  }

  /// What it says that it is.
  public String role() throws Exception {
    return get("/v1/members").member("role").text();
  }

  /// Waits until it says so.
  public void awaitRole(String role) throws Exception {
    for (int i = 0; !role.equals(roleOrNone()); i++) {
      assertThat(i).as("as a " + role).isLessThan(300);
      Thread.sleep(100);
    }
  }

  /// The same, or nothing if it doesn't answer.
  public String roleOrNone() throws Exception {
    try {
      return role();
    } catch (IOException e) {
      return "";
    }
  }

  /// Its notary.
  public NotaryClient notary() {
    return NotaryClient.of(client, up.address(), new SecureRandom());
  }

  /// Sends its enclave a signal, once there is one.
  public void signal(String name) throws Exception {
    for (int i = 0; up.enclave().isEmpty(); i++) {
      assertThat(i).as("no enclave").isLessThan(600);
      Thread.sleep(100);
    }
    long pid = up.enclave().orElseThrow().pid();
    assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor())
        .isZero();
  }

  @Override
  public void close() {
    client.close();
    up.close();
  }
}
