// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.vault.VaultWorld.Reply;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The vault's description of its interface, held against what the vault does: each operation is
/// asked for, and question and answer have to be as it says.
class VaultApiTest {
  private static final Map<?, ?> DESCRIPTION = description();
  private static final String ANY =
      """
      {"version":1,"rules":[{"name":"any","effect":"allow",
       "acts":["sign","decrypt","mac","derive"],"on":["message"],"acceptUnsure":["any-message"]}]}
      """;
  private static final String MESSAGE = "{\"form\":\"message\",\"message\":\"aa\"}";

  private final Set<String> asked = new HashSet<>();

  private static Map<?, ?> description() {
    try (InputStream in = VaultApi.class.getResourceAsStream("vault-api.yaml")) {
      return (Map<?, ?>)
          new Load(LoadSettings.builder().setAllowDuplicateKeys(false).setLabel("api").build())
              .loadFromInputStream(Objects.requireNonNull(in));
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<?, ?> at(@Nullable Object from, Object... names) {
    Object found = from;
    for (Object name : names) {
      found = ((Map<?, ?>) Objects.requireNonNull(found)).get(name);
    }
    if (found instanceof Map<?, ?> map && map.get("$ref") instanceof String reference) {
      return at(DESCRIPTION, (Object[]) reference.substring(2).split("/", -1));
    }
    assertThat(found).as(String.valueOf(java.util.List.of(names))).isNotNull();
    return (Map<?, ?>) Objects.requireNonNull(found);
  }

  private static void fits(String json, Object schema) {
    Map<String, Object> whole = new java.util.HashMap<>();
    ((Map<?, ?>) schema).forEach((name, value) -> whole.put(String.valueOf(name), value));
    whole.put("components", DESCRIPTION.get("components"));
    Schema read =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(CanonicalJson.text(whole));
    assertThat(read.validate(json, InputFormat.JSON)).as(json).isEmpty();
  }

  private Reply exchange(
      VaultWorld world, RequestKey key, String method, String template, String path, String body)
      throws Exception {
    asked.add(method + " " + template);
    Map<?, ?> operation =
        at(DESCRIPTION, "paths", template, method.toLowerCase(java.util.Locale.ROOT));
    if (!body.isEmpty()) {
      fits(body, at(operation, "requestBody", "content", "application/json", "schema"));
    }
    Reply reply = world.ask(method, path, world.signed(key, method, path, body), body);
    Map<?, ?> responses = at(operation, "responses");
    String status = String.valueOf(reply.status());
    Map<?, ?> described =
        responses.containsKey(status) ? at(responses, status) : at(responses, "default");
    fits(
        CanonicalJson.text(reply.body().value()),
        at(described, "content", "application/json", "schema"));
    return reply;
  }

  @Test
  void everyOperationIsAsDescribed() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      String keys = "/v1/keys";
      String key = keys + "/{id}";
      exchange(world, agent, "GET", "/v1/vault", "/v1/vault", "").ok();
      asked.add("GET /v1/vault/openapi.yaml");
      String signing = create(world, agent, "ed25519");
      String hmac = create(world, agent, "hmac");
      String sealing = create(world, agent, "x25519");
      exchange(world, agent, "POST", "/v1/vault", "/v1/vault", "{}").ok();
      Reply listed = exchange(world, agent, "GET", keys, keys, "").ok();
      Reply asPosted = exchange(world, agent, "POST", keys + "/list", keys + "/list", "{}").ok();
      assertThat(asPosted.body().value()).isEqualTo(listed.body().value());
      exchange(world, agent, "POST", "/v1/imports", "/v1/imports", "").ok();
      exchange(world, agent, "GET", key, signing, "").ok();
      exchange(world, agent, "GET", key + "/policy", signing + "/policy", "").ok();
      Reply signed = exchange(world, agent, "POST", key + "/sign", signing + "/sign", MESSAGE).ok();
      String signature =
          signed
              .member("results")
              .items()
              .getFirst()
              .member("signatures")
              .items()
              .getFirst()
              .text();
      exchange(world, agent, "POST", key + "/explain", signing + "/explain", MESSAGE).ok();
      exchange(
              world,
              agent,
              "POST",
              key + "/verify",
              signing + "/verify",
              MESSAGE.replace("}", ",\"signatures\":[\"" + signature + "\"]}"))
          .ok();
      String ciphertext =
          exchange(
                  world,
                  agent,
                  "POST",
                  key + "/encrypt",
                  sealing + "/encrypt",
                  "{\"plaintext\":\"aa\"}")
              .ok()
              .member("ciphertext")
              .text();
      exchange(
              world,
              agent,
              "POST",
              key + "/decrypt",
              sealing + "/decrypt",
              "{\"ciphertext\":\"" + ciphertext + "\"}")
          .ok();
      String mac =
          exchange(world, agent, "POST", key + "/mac", hmac + "/mac", "{\"message\":\"aa\"}")
              .ok()
              .member("mac")
              .text();
      exchange(
              world,
              agent,
              "POST",
              key + "/mac/verify",
              hmac + "/mac/verify",
              "{\"message\":\"aa\",\"mac\":\"" + mac + "\"}")
          .ok();
      exchange(world, agent, "POST", key + "/derive", hmac + "/derive", "{\"context\":\"a\"}").ok();
      exchange(
              world,
              agent,
              "POST",
              key + "/approvals",
              signing + "/approvals",
              "{\"proposal\":\"00\"}")
          .refused("no-such-proposal");
      String policy = "{\"policy\":" + ANY + "}";
      exchange(world, agent, "POST", key + "/policy/test", signing + "/policy/test", policy).ok();
      exchange(world, agent, "PUT", key + "/policy", signing + "/policy", policy).ok();
      owned(world, agent, signing);
      people(world, agent);
      transit(world, agent, signing, hmac, sealing, ciphertext);
    }
    Set<String> described = new HashSet<>();
    at(DESCRIPTION, "paths")
        .forEach((path, operations) ->
            ((Map<?, ?>) operations)
                .keySet()
                .forEach(method ->
                    described.add(
                        String.valueOf(method).toUpperCase(java.util.Locale.ROOT) + " " + path)));
    assertThat(asked).isEqualTo(described);
  }

  private String create(VaultWorld world, RequestKey agent, String type) throws Exception {
    return "/v1/keys/"
        + exchange(
                world,
                agent,
                "POST",
                "/v1/keys",
                "/v1/keys",
                "{\"type\":\"" + type + "\",\"exportable\":true,\"policy\":" + ANY + "}")
            .ok()
            .member("key")
            .member("id")
            .text();
  }

  private void owned(VaultWorld world, RequestKey agent, String id) throws Exception {
    String key = "/v1/keys/{id}";
    RequestKey session = world.key();
    exchange(
            world,
            agent,
            "POST",
            key + "/sessions",
            id + "/sessions",
            "{\"publicKey\":\""
                + session.publicKey().id()
                + "\",\"expires\":\""
                + world.now().plus(Duration.ofHours(1))
                + "\"}")
        .ok();
    exchange(world, agent, "GET", key, id, "").ok();
    exchange(
            world,
            agent,
            "DELETE",
            key + "/sessions/{publicKey}",
            id + "/sessions/" + session.publicKey().id(),
            "")
        .ok();
    Bytes to = EncryptionKey.generate(new SecureRandom()).publicKey();
    exchange(
            world,
            agent,
            "POST",
            key + "/export",
            id + "/export",
            "{\"recipient\":\"" + to.hex() + "\"}")
        .ok();
    String guardian = "{\"name\":\"NAME\",\"encryptionKey\":\"" + to.hex() + "\"}";
    String other =
        guardian.replace(to.hex(), EncryptionKey.generate(new SecureRandom()).publicKey().hex());
    exchange(
            world,
            agent,
            "POST",
            key + "/recovery-kit",
            id + "/recovery-kit",
            "{\"threshold\":2,\"guardians\":["
                + guardian.replace("NAME", "a")
                + ","
                + other.replace("NAME", "b")
                + "]}")
        .ok();
    exchange(world, agent, "POST", key + "/rotate", id + "/rotate", "{}").ok();
    exchange(world, agent, "POST", key + "/disable", id + "/disable", "{}").ok();
    exchange(world, agent, "POST", key + "/enable", id + "/enable", "{}").ok();
    int entries =
        entries(exchange(world, agent, "GET", key + "/history", id + "/history", "").ok());
    Reply posted = exchange(world, agent, "POST", key + "/history", id + "/history", "{}").ok();
    assertThat(entries(posted)).as("a statement more").isEqualTo(entries + 1);
    String destroyed = create(world, agent, "p256");
    exchange(
            world,
            agent,
            "PUT",
            key + "/owners",
            destroyed + "/owners",
            "{\"owners\":{\"needed\":1,\"of\":[\"agent:" + agent.publicKey().id() + "\"]}}")
        .ok();
    exchange(world, agent, "POST", key + "/destroy", destroyed + "/destroy", "{}").ok();
  }

  private static int entries(Reply history) throws Exception {
    return history.member("statement").member("entry").member("entries").integer(1, 1000);
  }

  private void people(VaultWorld world, RequestKey agent) throws Exception {
    exchange(world, agent, "POST", "/v1/wallets", "/v1/wallets", "{\"label\":\"mine\"}").ok();
    exchange(world, agent, "POST", "/v1/passkeys/options", "/v1/passkeys/options", "{}")
        .refused("not-configured");
    exchange(
            world,
            agent,
            "POST",
            "/v1/telegram/token",
            "/v1/telegram/token",
            "{\"token\":\"7:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}")
        .refused("not-configured");
  }

  private void transit(
      VaultWorld world,
      RequestKey agent,
      String signing,
      String hmac,
      String sealing,
      String ciphertext)
      throws Exception {
    String transit = "/v1/transit/";
    exchange(
            world,
            agent,
            "POST",
            transit + "sign/{id}",
            transit + "sign/" + id(signing),
            "{\"input\":\"qg==\"}")
        .ok();
    exchange(
            world,
            agent,
            "POST",
            transit + "hmac/{id}",
            transit + "hmac/" + id(hmac),
            "{\"input\":\"qg==\"}")
        .ok();
    exchange(
            world,
            agent,
            "POST",
            transit + "encrypt/{id}",
            transit + "encrypt/" + id(sealing),
            "{\"plaintext\":\"qg==\"}")
        .ok();
    exchange(
            world,
            agent,
            "POST",
            transit + "decrypt/{id}",
            transit + "decrypt/" + id(sealing),
            "{\"ciphertext\":\""
                + java.util.Base64.getEncoder()
                    .encodeToString(Bytes.fromHex(ciphertext).toByteArray())
                + "\"}")
        .ok();
  }

  private static String id(String path) {
    return path.substring("/v1/keys/".length());
  }

  @Test
  void refusesWhatNobodyElseMayRead() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      world
          .ask(
              "GET",
              "/v1/keys",
              world.signed(agent, "GET", "/v1/keys", ""),
              "",
              Protection.PLAIN_HTTPS)
          .refused("not-confidential");
      world.ask("GET", "/v1/keys", Map.of(), "").refused("missing-header");
      world.post(agent, "/v1/nothing-of-the-vault", "{}").refused("not-found");
      world.post(agent, "/v1/keys", "{\"typo\":1}").refused("malformed");
      world.post(agent, "/v1/keys/list", "{\"typo\":1}").refused("malformed");
      world.post(agent, "/v1/vault", "{\"typo\":1}").refused("malformed");
      world
          .ask("POST", "/v1/vault", Map.of(), "{}", Protection.PLAIN_HTTPS)
          .refused("not-confidential");
    }
  }
}
