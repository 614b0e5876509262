// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.notary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.client.notary.ProofRequest;
import dev.strongroom.enclave.notary.NotaryRefusal;
import dev.strongroom.enclave.notary.upgrade.UpgradeRefusal;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The notary's description of its interface, held against what the notary does.
class OpenApiTest {
  private static final Set<String> METHODS =
      Set.of("get", "post", "put", "delete", "patch", "head", "options");
  private static final String UPGRADE = "/v1/log/upgrade";
  private static final String DIGEST = "ab".repeat(32);

  /// One way to ask for each path that the description has.
  private static final Map<String, String> ASKED =
      Map.ofEntries(
          Map.entry("/", "/"),
          Map.entry("/console/", "/console/"),
          Map.entry("/v1/openapi.yaml", "/v1/openapi.yaml"),
          Map.entry("/v1/proofs", "/v1/proofs"),
          Map.entry("/v1/proofs/{digest}", "/v1/proofs/" + DIGEST),
          Map.entry("/v1/log/checkpoint", "/v1/log/checkpoint"),
          Map.entry("/v1/log/checkpoints", "/v1/log/checkpoints"),
          Map.entry("/v1/log/key", "/v1/log/key"),
          Map.entry(UPGRADE, UPGRADE),
          Map.entry("/v1/log/epochs/{index}", "/v1/log/epochs/0"),
          Map.entry("/v1/log/tile/{level}/{index}", "/v1/log/tile/entries/000.p/1"));

  private static @Nullable EnclaveUnderTest started;
  private static Map<?, ?> description = Map.of();

  @BeforeAll
  static void start() throws Exception {
    started = TestLog.start();
    TestLog.client(enclave()).prove(ProofRequest.of(List.of(Bytes.fromHex(DIGEST))));
    String yaml = TestLog.client(enclave()).openApi();
    Load load =
        new Load(LoadSettings.builder().setAllowDuplicateKeys(false).setLabel("api").build());
    description = (Map<?, ?>) load.loadFromString(yaml);
  }

  @AfterAll
  static void stop() throws Exception {
    enclave().close();
  }

  private static EnclaveUnderTest enclave() {
    return Objects.requireNonNull(started);
  }

  private static HttpResponse<Stream<String>> ask(String method, String path) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(enclave().uri().resolve(path));
    String body =
        method.equals("POST") && path.equals("/v1/proofs")
            ? "{\"digests\":[\"" + DIGEST + "\"]}"
            : "";
    return enclave()
        .client()
        .send(
            request
                .method(
                    method,
                    body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofLines());
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  /// A part of the description, references followed.
  private static Map<?, ?> at(Map<?, ?> from, Object name) {
    Map<?, ?> found = map(from.get(name));
    return found.get("$ref") instanceof String reference ? resolved(reference) : found;
  }

  private static Map<?, ?> resolved(String reference) {
    Map<?, ?> found = description;
    assertThat(reference).startsWith("#/");
    for (String part : reference.substring(2).split("/", -1)) {
      found = map(found.get(part));
    }
    return found;
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(description.get("openapi")).isEqualTo("3.1.0");
    List<String> references = new ArrayList<>();
    collect(description, references);
    assertThat(references).isNotEmpty().allSatisfy(r -> assertThat(resolved(r)).isNotEmpty());
  }

  private static void collect(@Nullable Object value, List<String> references) {
    switch (value) {
      case Map<?, ?> members -> {
        if (members.get("$ref") instanceof String reference) {
          references.add(reference);
        }
        members.values().forEach(member -> collect(member, references));
      }
      case List<?> items -> items.forEach(item -> collect(item, references));
      case null, default -> {}
    }
  }

  @Test
  void itsPathsAnswerTheirMethodsAndNoOthers() throws Exception {
    Map<?, ?> paths = map(description.get("paths"));
    assertThat(paths.keySet().stream().map(String::valueOf))
        .containsExactlyInAnyOrderElementsOf(ASKED.keySet());
    for (Map.Entry<?, ?> path : paths.entrySet()) {
      Map<?, ?> methods = map(path.getValue());
      for (String method : List.of("get", "post")) {
        String asked = Objects.requireNonNull(ASKED.get(String.valueOf(path.getKey())));
        HttpResponse<Stream<String>> response = ask(method.toUpperCase(Locale.ROOT), asked);
        try (Stream<String> body = response.body()) {
          if (methods.get(method) == null) {
            assertThat(response.statusCode()).as(method + " " + asked).isIn(404, 405);
            assertThat(body.findFirst()).hasValueSatisfying(t -> assertThat(t).contains("error"));
          } else {
            // What operators would have to sign isn't sent here.
            int expected = asked.equals(UPGRADE) && method.equals("post") ? 400 : 200;
            assertThat(response.statusCode()).as(method + " " + asked).isEqualTo(expected);
            assertDescribed(at(methods, method), response);
          }
        }
      }
      assertThat(methods.keySet().stream().map(String::valueOf)).allMatch(METHODS::contains);
    }
  }

  private static void assertDescribed(Map<?, ?> operation, HttpResponse<?> response) {
    Map<?, ?> answer = at(map(operation.get("responses")), String.valueOf(response.statusCode()));
    String type = response.headers().firstValue("content-type").orElse("").split(";", 2)[0];
    assertThat(map(answer.get("content")).keySet().stream().map(String::valueOf))
        .containsExactly(type);
    if (answer.get("headers") instanceof Map<?, ?> headers) {
      for (Map.Entry<?, ?> header : headers.entrySet()) {
        Object value = at(map(header.getValue()), "schema").get("const");
        assertThat(response.headers().firstValue(String.valueOf(header.getKey())))
            .contains(String.valueOf(value));
      }
    }
  }

  @Test
  void listsTheReasonsThatThereAre() {
    Set<String> codes = new TreeSet<>(Set.of("malformed", "not-found", "unknown-digest"));
    codes.add("method-not-allowed");
    for (NotaryRefusal refusal : NotaryRefusal.values()) {
      codes.add(refusal.code());
    }
    for (UpgradeRefusal refusal : UpgradeRefusal.values()) {
      codes.add(refusal.code());
    }
    Map<?, ?> error =
        at(
            map(at(at(at(description, "components"), "schemas"), "Error").get("properties")),
            "error");
    List<?> listed =
        (List<?>) Objects.requireNonNull(at(map(error.get("properties")), "code").get("enum"));
    assertThat(listed.stream().map(String::valueOf)).containsExactlyInAnyOrderElementsOf(codes);
    Map<?, ?> responses =
        map(at(at(map(description.get("paths")), "/v1/proofs"), "post").get("responses"));
    for (NotaryRefusal refusal : NotaryRefusal.values()) {
      assertThat(String.valueOf(at(responses, String.valueOf(refusal.status())).get("description")))
          .contains("`" + refusal.code() + "`");
    }
  }

  @Test
  void refusalsAreAsDescribed() throws Exception {
    assertRefused("GET", "/v1/proofs/" + "00".repeat(32), 404, "unknown-digest");
    assertRefused("GET", "/v1/proofs/AB", 400, "malformed");
    assertRefused("GET", "/v1/log/epochs/1", 404, "not-found");
    assertRefused("GET", "/v1/log/epochs/-1", 400, "malformed");
    assertRefused("GET", "/v1/log/tile/0/000", 404, "not-found");
    assertRefused("GET", "/v1/log/tile/0/0", 400, "malformed");
    assertRefused("GET", "/v1/nothing", 404, "not-found");
    assertRefused("DELETE", "/v1/proofs", 405, "method-not-allowed");
  }

  private static void assertRefused(String method, String path, int status, String code)
      throws Exception {
    HttpResponse<Stream<String>> response = ask(method, path);
    try (Stream<String> body = response.body()) {
      assertThat(response.statusCode()).as(path).isEqualTo(status);
      assertThat(
              JsonNode.parse(body.findFirst().orElseThrow()).member("error").member("code").text())
          .isEqualTo(code);
    }
  }
}
