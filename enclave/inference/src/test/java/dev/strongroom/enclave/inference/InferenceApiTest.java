// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.Refusal;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.inference.stream.BrokenStreamException;
import dev.strongroom.enclave.notary.NotaryRefusal;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.Protection;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The gateway's description of its interface, held against what the gateway does: each operation
/// is asked for, and question and answer have to be as it says.
class InferenceApiTest {
  private static final String ASKED = "{\"model\":\"tiny\",\"max_tokens\":10}";
  private static final String USED = "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}";
  private static final String RULES =
      "{\"name\":\"k\",\"endpoints\":[\"chat\",\"completions\",\"responses\",\"embeddings\","
          + "\"transcriptions\",\"messages\"],\"models\":[\"tiny\"],\"rates\":{\"day\":100},"
          + "\"tokens\":1000000,\"money\":1000000000,\"alert\":1,"
          + "\"hours\":[{\"days\":[\"sun\"],\"from\":\"00:00\",\"to\":\"24:00\"}],"
          + "\"budgets\":{\"day\":{\"tokens\":10000},\"month\":{\"money\":1000000000}}}";
  private static final String FORM =
      """
      --b
      content-disposition: form-data; name="model"

      tiny
      --b
      content-disposition: form-data; name="file"; filename="a"

      x
      --b--
      """
          .replace("\n", "\r\n");

  private final SecureRandom random = new SecureRandom();
  private final RequestKey administrator = RequestKey.generateEd25519(random);
  private final RequestSigner signer = new RequestSigner(random, Duration.ofSeconds(60));
  private final ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(200, USED));
  private final ApiDescription description = new ApiDescription();

  private GatewayWorld world() throws Exception {
    return GatewayWorld.with(
        new MemoryStorage(),
        "\"access\":{\"administrators\":[\""
            + administrator.publicKey().id()
            + "\"],\"prices\":{\"tiny\":{\"input\":3,\"output\":7}}}",
        backend);
  }

  private Reply signed(GatewayWorld world, String method, String template, String path, String body)
      throws Exception {
    String epoch = world.get("/v1/confidentiality").json().member("gateway").member("epoch").text();
    Map<String, String> headers =
        signer.sign(
            new RequestTarget(method, path, ""),
            Bytes.utf8(body),
            epoch,
            world.now(),
            administrator);
    return description.exchange(world, method, template, path, headers, body);
  }

  private static Map<String, String> with(String type, String key) {
    return Map.of(
        "content-type",
        type,
        "authorization",
        "Bearer " + key,
        "strongroom-receipt",
        GatewayWorld.salt(GatewayWorld.SALT));
  }

  @Test
  void everyOperationIsAsDescribed() throws Exception {
    try (GatewayWorld world = world()) {
      Reply made = signed(world, "POST", "/v1/api-keys", "/v1/api-keys", RULES);
      assertThat(made.status()).as(made.body()).isEqualTo(201);
      String key = made.json().member("key").text();
      Reply answer =
          description
              .exchange(
                  world,
                  "POST",
                  GatewayWorld.CHAT,
                  GatewayWorld.CHAT,
                  with(ApiDescription.JSON, key),
                  ASKED)
              .whole();
      for (String path :
          List.of("/v1/completions", "/v1/responses", "/v1/embeddings", "/v1/messages")) {
        description
            .exchange(world, "POST", path, path, with(ApiDescription.JSON, key), ASKED)
            .whole();
      }
      String sound = "/v1/audio/transcriptions";
      description
          .exchange(world, "POST", sound, sound, with("multipart/form-data; boundary=b", key), FORM)
          .whole();
      backend.does(ScriptedBackend.events("data: {}\n\ndata: [DONE]\n\n"));
      description
          .exchange(
              world,
              "POST",
              GatewayWorld.CHAT,
              GatewayWorld.CHAT,
              with(ApiDescription.JSON, key),
              ASKED)
          .whole();
      facts(world, answer.header("strongroom-request-id"), key);
      administered(world, "/v1/api-keys/" + made.json().member("id").text());
    }
    assertThat(description.asked())
        .isEqualTo(ApiDescription.under(Set.of("models", "facts", "keys")));
    // KeptApiTest asks for the rest.
    assertThat(ApiDescription.tags()).containsExactlyInAnyOrder("models", "facts", "keys", "kept");
  }

  private void facts(GatewayWorld world, String id, String key) throws Exception {
    get(world, "/v1/models", "/v1/models").whole();
    get(world, "/v1/models/{name}", "/v1/models/tiny").whole();
    get(world, "/v1/confidentiality", "/v1/confidentiality").whole();
    get(world, "/v1/receipts/{id}", "/v1/receipts/" + id).whole();
    // The scripted back end is no gateway, so it has none: CheckedAnswerTest gets real ones.
    get(world, "/v1/receipts/{id}/hops/{number}", "/v1/receipts/" + id + "/hops/1")
        .refused(404, "receipt-not-found");
    Reply own = get(world, "/v1/inference/openapi.yaml", "/v1/inference/openapi.yaml").whole();
    assertThat(new Load(LoadSettings.builder().build()).loadFromString(own.body()))
        .isEqualTo(ApiDescription.ALL);
    // What is out is described too.
    backend.does(ScriptedBackend.fails(Problem.UNREACHABLE, "gone"));
    String path = "/v1/embeddings";
    description
        .exchange(world, "POST", path, path, Map.of("content-type", ApiDescription.JSON), ASKED)
        .refused(401, "key-missing");
    description
        .exchange(world, "POST", path, path, with(ApiDescription.JSON, key), ASKED)
        .refused(502, "backend-unreachable");
    get(world, "/v1/models", "/v1/models").whole();
  }

  private Reply get(GatewayWorld world, String template, String path) throws Exception {
    return description.exchange(world, "GET", template, path, Map.of(), "");
  }

  private void administered(GatewayWorld world, String key) throws Exception {
    signed(world, "GET", "/v1/api-keys", "/v1/api-keys", "").whole();
    signed(world, "GET", "/v1/api-keys/{id}", key, "").whole();
    signed(world, "GET", "/v1/api-keys/{id}/usage", key + "/usage", "").whole();
    signed(world, "PUT", "/v1/api-keys/{id}", key, RULES).whole();
    signed(world, "POST", "/v1/api-keys/{id}/rotate", key + "/rotate", "").whole();
    signed(world, "DELETE", "/v1/api-keys/{id}", key, "").whole();
    signed(world, "PUT", "/v1/api-keys/{id}", key, RULES).refused(409, "key-revoked");
  }

  /// Refusals of each kind have the shape and a code that the description lists.
  @Test
  void refusalsAreAsDescribed() throws Exception {
    ScriptedBackend open = new ScriptedBackend("b", ScriptedBackend.json(200, USED));
    Map<String, String> json = Map.of("content-type", ApiDescription.JSON);
    try (GatewayWorld world = GatewayWorld.of(open)) {
      refused(world, GatewayWorld.CHAT, json, "{}", 400, "malformed-request");
      refused(world, GatewayWorld.CHAT, Map.of(), ASKED, 415, "unsupported-media-type");
      refused(world, GatewayWorld.CHAT, json, "{\"model\":\"x\"}", 404, "model-not-found");
      refused(world, "/v1/messages", json, "{\"model\":\"x\"}", 404, "model-not-found");
      refused(
          world,
          "/v1/messages",
          Map.of("content-type", ApiDescription.JSON, "strongroom-receipt", "x"),
          ASKED,
          400,
          "malformed-salt");
      open.does(ScriptedBackend.fails(Problem.BUSY, "full"));
      refused(world, "/v1/messages", json, ASKED, 503, "backend-busy");
      refused(world, GatewayWorld.CHAT, json, ASKED, 503, "backend-busy");
      open.does(ScriptedBackend.fails(Problem.UNSUPPORTED, "not this"));
      refused(world, GatewayWorld.CHAT, json, ASKED, 400, "unsupported");
      open.does(ScriptedBackend.fails(Problem.NOT_ACCEPTED, "policy.image"));
      refused(world, GatewayWorld.CHAT, json, ASKED, 502, "backend-not-accepted");
      get(world, "/v1/models", "/v1/models").whole();
      get(world, "/v1/models/{name}", "/v1/models/none").refused(404, "model-not-found");
      get(world, "/v1/receipts/{id}", "/v1/receipts/" + "A".repeat(22))
          .refused(404, "receipt-not-found");
      get(world, "/v1/api-keys", "/v1/api-keys").refused(404, "no-keys");
      Reply plain = world.ask("GET", "/v1/models", Map.of(), "", Protection.PLAIN_HTTPS);
      ApiDescription.asDescribed(ApiDescription.operation("GET", "/v1/models"), plain);
      plain.refused(403, "not-confidential");
      world
          .ask("DELETE", "/v1/models", Map.of(), "", Protection.ATTESTED_CHANNEL)
          .refused(405, "method-not-allowed");
    }
  }

  private void refused(
      GatewayWorld world,
      String path,
      Map<String, String> headers,
      String body,
      int status,
      String code)
      throws Exception {
    Reply reply = world.ask("POST", path, headers, body, Protection.ATTESTED_CHANNEL);
    reply.refused(status, code);
    ApiDescription.asDescribed(ApiDescription.operation("POST", path), reply);
  }

  /// Codes that are lists in the code are lists in the description.
  @Test
  void listsTheCodesThatThereAre() {
    List<?> listed =
        (List<?>)
            Objects.requireNonNull(
                ApiDescription.at(ApiDescription.ALL, "components", "schemas", "Code").get("enum"));
    assertThat(listed).doesNotHaveDuplicates();
    Stream<String> known =
        Stream.of(
                Arrays.stream(Problem.values()).map(Problem::code),
                Arrays.stream(BrokenStreamException.Problem.values())
                    .map(BrokenStreamException.Problem::code),
                Arrays.stream(Refusal.values()).map(Refusal::code),
                Arrays.stream(NotaryRefusal.values()).map(NotaryRefusal::code))
            .flatMap(codes -> codes);
    assertThat(listed.stream().map(String::valueOf).toList()).containsAll(known.toList());
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(ApiDescription.ALL.get("openapi")).isEqualTo("3.1.0");
    assertThat(references(ApiDescription.ALL))
        .isNotEmpty()
        .allSatisfy(one ->
            ApiDescription.at(ApiDescription.ALL, (Object[]) one.substring(2).split("/", -1)));
  }

  private static List<String> references(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> members ->
          Stream.concat(
                  Stream.ofNullable(members.get("$ref")).map(String::valueOf),
                  members.values().stream().flatMap(one -> references(one).stream()))
              .toList();
      case List<?> items -> items.stream().flatMap(one -> references(one).stream()).toList();
      case null, default -> List.of();
    };
  }
}
