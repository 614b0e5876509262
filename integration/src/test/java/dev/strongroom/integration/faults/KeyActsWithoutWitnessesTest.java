// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.host.store.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Keys for models while the witnesses are away: what is in the log for good holds at once, though
/// it has no receipt.
@Timeout(120)
class KeyActsWithoutWitnessesTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String RULES =
      "{\"name\":\"k\",\"endpoints\":[\"chat\"],\"models\":[\"tiny\"]}";

  private final SecureRandom random = new SecureRandom();
  private final RequestKey administrator = RequestKey.generateEd25519(random);
  private final RequestSigner signer = new RequestSigner(random, Duration.ofSeconds(60));

  @TempDir private Path folder = Path.of("");
  private HostSide host;
  private ScriptedWitness witness;
  private Service.Handler gateway;

  private record Answer(int status, JsonNode json) {
    private String text(String member) throws Exception {
      return json.member(member).text();
    }
  }

  @BeforeEach
  void start() throws Exception {
    host =
        new HostSide(
            Files.createDirectory(folder.resolve("wire")),
            SqliteStore.open(folder.resolve("store.sqlite")));
    witness = new ScriptedWitness("example.com/one");
    gateway = boot();
  }

  private Service.Handler boot() throws Exception {
    return host.bootGateway(
        witness,
        ",\"patience\":\"PT2S\"",
        "{\"models\":[{\"name\":\"tiny\",\"backend\":\"b\"}],"
            + "\"backends\":{\"b\":{\"kind\":\"loopback\",\"port\":1}},"
            + "\"access\":{\"administrators\":[\""
            + administrator.publicKey().id()
            + "\"]}}");
  }

  @AfterEach
  void close() throws Exception {
    witness.close();
    host.close();
  }

  private Answer ask(String method, String path, Map<String, String> headers, String body)
      throws Exception {
    Map<String, List<String>> lists = new HashMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    Response response =
        gateway.handle(
            new Request(
                method, path, path, "", lists, Bytes.utf8(body), Protection.ATTESTED_CHANNEL));
    Bytes text = ((Response.Body.Whole) response.body()).bytes();
    return new Answer(response.status(), JsonNode.parseWithNulls(String.valueOf(text.asUtf8())));
  }

  private Answer administer(String method, String path, String body) throws Exception {
    String epoch =
        ask("GET", "/v1/confidentiality", Map.of(), "")
            .json()
            .member("gateway")
            .member("epoch")
            .text();
    return ask(
        method,
        path,
        signer.sign(
            new RequestTarget(method, path, ""),
            Bytes.utf8(body),
            epoch,
            Instant.now(),
            administrator),
        body);
  }

  /// What a request with a key is refused by; nobody answers it here.
  private String refused(String key) throws Exception {
    return ask(
            "POST",
            CHAT,
            Map.of("content-type", "application/json", "x-api-key", key),
            "{\"model\":\"tiny\",\"max_tokens\":10}")
        .json()
        .member("error")
        .member("code")
        .text();
  }

  @Test
  void actsHoldAtOnceAndAreTold() throws Exception {
    Answer made = administer("POST", "/v1/api-keys", RULES);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().names()).containsExactlyInAnyOrder("id", "key", "receipt");
    String leaked = made.text("key");
    String path = "/v1/api-keys/" + made.text("id");
    assertThat(refused(leaked)).isEqualTo("backend-unreachable");
    witness.goDown();
    Answer rotated = administer("POST", path + "/rotate", "");
    assertThat(rotated.status()).isEqualTo(200);
    assertThat(rotated.json().names()).containsExactlyInAnyOrder("id", "key", "noReceipt");
    assertThat(rotated.text("noReceipt")).isEqualTo("witnesses-missing");
    assertThat(refused(leaked)).isEqualTo("key-unknown");
    String key = rotated.text("key");
    assertThat(refused(key)).isEqualTo("backend-unreachable");
    Answer changed = administer("PUT", path, RULES.replace("chat", "embeddings"));
    assertThat(changed.text("noReceipt")).isEqualTo("witnesses-missing");
    assertThat(refused(key)).isEqualTo("endpoint-not-allowed");
    Answer other = administer("POST", "/v1/api-keys", RULES);
    assertThat(other.status()).isEqualTo(201);
    assertThat(refused(other.text("key"))).isEqualTo("backend-unreachable");
    Answer revoked = administer("DELETE", "/v1/api-keys/" + other.text("id"), "");
    assertThat(revoked.text("noReceipt")).isEqualTo("witnesses-missing");
    assertThat(refused(other.text("key"))).isEqualTo("key-revoked");
    // The next boot goes by the same.
    witness.comeBack();
    gateway = boot();
    assertThat(refused(leaked)).isEqualTo("key-unknown");
    assertThat(refused(key)).isEqualTo("endpoint-not-allowed");
    assertThat(refused(other.text("key"))).isEqualTo("key-revoked");
  }
}
