// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ChannelException.Refusal;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.AttestedSslSocketFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.HttpsURLConnection;
import org.junit.jupiter.api.Test;

/// The extension as its users use it, on a service that keeps sealed state.
@WithEnclave(Notes.class)
class WithEnclaveTest {

  private static byte[] post(AttestedHttpClient client, URI uri, byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body)).build();
    return client.send(request, BodyHandlers.ofByteArray()).body();
  }

  private static String get(AttestedHttpClient client, URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void handsOverACheckedClient(AttestedHttpClient client, URI enclave, ChannelPolicy policy)
      throws Exception {
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(enclave).build(), BodyHandlers.ofString());
    assertThat(response.body()).isEqualTo("attested");
    AttestedServer server = AttestedHttpClient.server(response).orElseThrow();
    assertThat(server.verified().claims().simulated()).isTrue();
    assertThat(policy.identityKey()).contains(server.keys().identityKey());
  }

  @Test
  void theRealServerTakesManyRequestsAtOnceAndLargeBodies(AttestedHttpClient client, URI enclave)
      throws Exception {
    byte[] large = new byte[5_000_000];
    byte[] sealed = post(client, enclave.resolve("/seal"), large);
    assertThat(post(client, enclave.resolve("/open"), sealed)).isEqualTo(large);
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(
          client.sendAsync(HttpRequest.newBuilder(enclave).build(), BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().body()).isEqualTo("attested");
    }
  }

  @Test
  void theRealServerTakesSockets(ServerAppraisal appraisal, URI enclave) throws Exception {
    HttpsURLConnection connection = (HttpsURLConnection) enclave.toURL().openConnection();
    connection.setSSLSocketFactory(new AttestedSslSocketFactory(appraisal));
    assertThat(connection.getInputStream().readAllBytes()).isEqualTo(bytes("attested"));
  }

  @Test
  @WithEnclave(Notes.class)
  void aMethodsOwnEnclaveKeepsItsStateOverARestart(EnclaveUnderTest enclave) throws Exception {
    AttestedHttpClient client = enclave.client();
    byte[] sealed = post(client, enclave.uri().resolve("/seal"), new byte[] {1, 2, 3});
    KeyStatement before = client.lastVerified().orElseThrow().keys();
    URI uri = enclave.uri();
    enclave.restart();
    assertThat(enclave.uri()).isEqualTo(uri);
    assertThat(post(client, uri.resolve("/open"), sealed)).containsExactly(1, 2, 3);
    KeyStatement after = client.lastVerified().orElseThrow().keys();
    assertThat(after.identityKey()).isEqualTo(before.identityKey());
    assertThat(after.attestationKey()).isNotEqualTo(before.attestationKey());
  }

  @Test
  @WithEnclave(Notes.class)
  void whatIsStoredOutlivesTheEnclave(EnclaveUnderTest enclave) throws Exception {
    post(enclave.client(), enclave.uri().resolve("/store"), new byte[] {4, 5, 6});
    enclave.kill();
    enclave.restart();
    assertThat(post(enclave.client(), enclave.uri().resolve("/stored"), new byte[0]))
        .containsExactly(4, 5, 6);
  }

  @Test
  @WithEnclave(Notes.class)
  void anotherDeploymentOfTheSameImageIsRefused(EnclaveUnderTest enclave) throws Exception {
    byte[] sealed = post(enclave.client(), enclave.uri().resolve("/seal"), new byte[] {1, 2, 3});
    try (AttestedHttpClient former = AttestedHttpClient.create(enclave.appraisal())) {
      assertThat(get(former, enclave.uri())).isEqualTo("attested");
      enclave.restartAsAnother();
      assertThatThrownBy(() -> get(former, enclave.uri()))
          .isInstanceOfSatisfying(
              AttestationRefusedException.class,
              e -> assertThat(e.refusal()).isEqualTo(Refusal.IDENTITY));
    }
    assertThat(post(enclave.client(), enclave.uri().resolve("/open"), sealed))
        .isEqualTo(bytes("not of this deployment"));
  }

  @Test
  @WithEnclave(Notes.class)
  void aKilledEnclaveDoesNotAnswer(EnclaveUnderTest enclave) throws Exception {
    assertThat(get(enclave.client(), enclave.uri())).isEqualTo("attested");
    enclave.kill();
    assertThatThrownBy(() -> get(enclave.client(), enclave.uri())).isInstanceOf(IOException.class);
    enclave.restart();
    assertThat(get(enclave.client(), enclave.uri())).isEqualTo("attested");
  }

  @Test
  void measuresTheServicesOwnClasses() throws IOException {
    assertThat(MeasuredCode.of(Notes.class))
        .anySatisfy(file -> assertThat(file.getFileName()).hasToString("Notes.class"));
    assertThat(MeasuredCode.runtime()).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void policiesNameMeasurementsAndDeployment(ChannelPolicy policy) {
    assertThat(policy.identityKey().map(Bytes::length)).contains(32);
    assertThat(policy.appraisal().anchors()).hasSize(1);
    assertThat(policy.appraisal().anchors().getFirst().simulated()).isTrue();
  }
}
