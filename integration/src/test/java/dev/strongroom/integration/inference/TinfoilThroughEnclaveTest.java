// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.inference.InferenceService;
import dev.strongroom.integration.inference.PublishingServer.Flaw;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The whole way to a server that publishes its evidence as Tinfoil's do: measured settings, egress
/// of the enclave, TLS, SIMULATED evidence of machine and GPU that have to be bound to one another
/// and to the connection.
@Timeout(120)
class TinfoilThroughEnclaveTest {
  private static final String ASKED =
      "{\"model\":\"org/large\",\"messages\":[{\"role\":\"user\",\"content\":\"secret\"}]}";

  private static EnclaveUnderTest gateway(PublishingServer server) throws IOException {
    return EnclaveUnderTest.start(
        new InferenceService(),
        new EnclaveSettings(
            List.of("localhost:" + server.port()),
            Map.of(
                "ledger",
                "{\"origin\":\"example.com/log\",\"quorum\":0}",
                "inference",
                "{\"models\":[{\"name\":\"org/large\",\"backend\":\"far\"}],\"backends\":{\"far\":"
                    + server.backend()
                    + "}}")));
  }

  private static HttpResponse<String> ask(EnclaveUnderTest gateway) throws Exception {
    return gateway
        .client()
        .send(
            HttpRequest.newBuilder(gateway.uri().resolve("/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("authorization", "Bearer tk-1")
                .POST(BodyPublishers.ofString(ASKED))
                .build(),
            BodyHandlers.ofString());
  }

  private static JsonNode account(EnclaveUnderTest gateway) throws Exception {
    return JsonNode.parse(
        gateway
            .client()
            .send(
                HttpRequest.newBuilder(gateway.uri().resolve("/v1/confidentiality")).build(),
                BodyHandlers.ofString())
            .body());
  }

  @Test
  void asksAServerThatIsAccepted() throws Exception {
    try (PublishingServer server = new PublishingServer(Flaw.NONE);
        EnclaveUnderTest gateway = gateway(server)) {
      HttpResponse<String> answer = ask(gateway);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"said\":true}");
      assertThat(server.asked())
          .singleElement()
          .satisfies(
              asked -> assertThat(asked).contains("authorization: bearer tk-1").endsWith(ASKED));
      JsonNode account = account(gateway);
      JsonNode evidence = account.member("backends").items().getFirst().member("evidence");
      assertThat(evidence.member("kind").text()).isEqualTo("sev-snp");
      assertThat(evidence.member("tlsKeySha256").text()).isEqualTo(server.fingerprint().hex());
      assertThat(evidence.member("checks").items())
          .extracting(JsonNode::value)
          .contains(
              "tinfoil.tls-key", "policy.measurement", "policy.user-data", "device.policy.nonce");
      assertThat(account.member("trusted").items())
          .extracting(JsonNode::value)
          .anyMatch(one -> one.toString().contains("to keep its TLS key to itself"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OTHER_KEY,tinfoil.tls-key",
    "OTHER_MEASUREMENT,policy.measurement",
    "OLD_GPU,device.policy.nonce",
    "NO_GPU,tinfoil.devices"
  })
  void othersGetNothing(Flaw flaw, String check) throws Exception {
    try (PublishingServer server = new PublishingServer(flaw);
        EnclaveUnderTest gateway = gateway(server)) {
      HttpResponse<String> answer = ask(gateway);
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("\"code\":\"backend-not-accepted\"", check);
      assertThat(server.asked()).isEmpty();
      assertThat(account(gateway).member("backends").items().getFirst().member("verdict").text())
          .isEqualTo("not accepted");
    }
  }
}
