// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.ReferenceValues;
import dev.strongroom.enclave.inference.InferenceService;
import dev.strongroom.ledger.inference.InferenceReceipt;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The whole way: a client, the attested channel, the gateway in its enclave, its egress, the
/// attested channel again, and a server of models in another enclave.
@Timeout(60)
class GatewayThroughEnclavesTest {
  private static final String ASKED =
      "{\"model\":\"tiny\",\"stream\":true,\"messages\":[{\"content\":\"secret\"}]}";
  private static final Bytes SALT = Bytes.fromHex("11".repeat(32));
  private static final int TOKENS = 3;

  private final ModelInside model = new ModelInside(TOKENS);
  private EnclaveUnderTest far;
  private EnclaveUnderTest gateway;

  @BeforeEach
  void start() throws IOException {
    far = EnclaveUnderTest.start(model);
    String address = far.uri().getHost() + ":" + far.uri().getPort();
    gateway =
        EnclaveUnderTest.start(
            new InferenceService(),
            new EnclaveSettings(
                List.of(address),
                Map.of(
                    "ledger",
                    "{\"origin\":\"example.com/log\",\"quorum\":0}",
                    "inference",
                    """
                    {"models":[{"name":"tiny","backend":"far"}],
                     "backends":{"far":{"kind":"attested","address":"%s","reattest":"PT10M",
                                        "identityKey":"%s","policy":%s}}}
                    """
                        .formatted(
                            address, far.policy().identityKey().orElseThrow().hex(), policy()))));
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    far.close();
  }

  /// What the back end's own client would demand, as a policy file.
  private String policy() {
    NitroPolicy policy = (NitroPolicy) far.policy().appraisal();
    TrustAnchor anchor = policy.anchors().getFirst();
    if (!(policy.image() instanceof Requirement.Require<List<ReferenceValues>>(var images))) {
      throw new IllegalStateException("a policy without an image");
    }
    String pcrs =
        images.getFirst().pcrs().entrySet().stream()
            .map(pcr -> "\"pcr" + pcr.getKey() + "\":\"" + pcr.getValue().hex() + "\"")
            .collect(Collectors.joining(","));
    return """
    {"version":1,"kind":"nitro-enclave",
     "anchors":[{"name":"simulated","sha256":"%s","simulated":true}],
     "image":{"require":[{"name":"a model","%s}]},
     "signer":{"ignore":"simulated"},"role":{"ignore":"simulated"},
     "instance":{"ignore":"simulated"},"nonce":{"ignore":"the channel has its own"},
     "publicKey":{"require":true},"userData":{"require":true},"age":{"require":"PT5M"}}
    """
        .formatted(anchor.sha256().hex(), pcrs.substring(1));
  }

  private HttpResponse<InputStream> ask() throws Exception {
    return gateway
        .client()
        .send(
            HttpRequest.newBuilder(gateway.uri().resolve("/v1/chat/completions"))
                .header("content-type", "application/json")
                .header(
                    "strongroom-receipt",
                    Base64.getUrlEncoder().withoutPadding().encodeToString(SALT.toByteArray()))
                .POST(BodyPublishers.ofString(ASKED))
                .build(),
            BodyHandlers.ofInputStream());
  }

  private String get(String path) throws Exception {
    URI uri = gateway.uri().resolve(path);
    HttpResponse<String> answer =
        gateway.client().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void streamsAndLeavesAReceipt() throws Exception {
    // The head of an answer goes out with its first bytes.
    model.permitted().release();
    HttpResponse<InputStream> answer = ask();
    assertThat(answer.statusCode()).isEqualTo(200);
    StringBuilder body = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      // Each event is there before the model may say the next.
      for (int i = 0; i < TOKENS; i++) {
        body.append(lines.readLine()).append("\n").append(lines.readLine()).append("\n");
        assertThat(body.toString()).endsWith("data: {\"token\":" + i + "}\n\n");
        model.permitted().release();
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        body.append(line).append("\n");
      }
    }
    assertThat(body.toString()).endsWith("data: [DONE]\n\n");
    assertThat(model.asked()).containsExactly(ASKED);
    String id = answer.headers().firstValue("strongroom-request-id").orElseThrow();
    Receipt receipt = Receipt.parse(get("/v1/receipts/" + id));
    InferenceStatement said =
        InferenceReceipt.verify(
            receipt.entry(), SALT, Bytes.utf8(ASKED), Bytes.utf8(body.toString()));
    assertThat(said.response().chunks()).isEqualTo(TOKENS + 1);
    JsonNode backend =
        JsonNode.parse(get("/v1/confidentiality")).member("backends").items().getFirst();
    assertThat(backend.member("verdict").text()).isEqualTo("accepted");
    assertThat(backend.member("evidence").member("sha256").text())
        .isEqualTo(said.backend().evidence().orElseThrow().sha256().hex());
  }

  @Test
  void aModelThatDiesCutsTheAnswer() throws Exception {
    model.permitted().release();
    HttpResponse<InputStream> answer = ask();
    List<String> read = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("data: {\"token\":0}");
      far.kill();
      assertThatThrownBy(
              () -> {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  read.add(line);
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(read).noneMatch(line -> line.contains("[DONE]"));
  }

  @Test
  void aStrangersModelGetsNothing() throws Exception {
    model.permitted().release(TOKENS);
    try (InputStream body = ask().body()) {
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).contains("[DONE]");
    }
    far.restartAsAnother();
    HttpResponse<InputStream> answer = ask();
    assertThat(answer.statusCode()).isEqualTo(502);
    try (InputStream body = answer.body()) {
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
          .contains("\"code\":\"backend-not-accepted\"")
          .contains("identity");
    }
    assertThat(model.asked()).hasSize(1);
    assertThat(get("/v1/models")).contains("\"available\":false");
  }
}
