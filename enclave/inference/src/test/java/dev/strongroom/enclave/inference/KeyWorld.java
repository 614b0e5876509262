// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.storage.Entry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;

/// A gateway whose keys a test gives out.
final class KeyWorld {
  static final String ASKED = "{\"model\":\"tiny\",\"max_tokens\":10}";
  static final String USED = "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}";
  static final String RULES = "{\"name\":\"k\",\"endpoints\":[\"chat\"],\"models\":[\"tiny\"]}";

  final ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(200, USED));

  private final SecureRandom random = new SecureRandom();
  private final RequestKey administrator = RequestKey.generateEd25519(random);
  private final RequestSigner signer = new RequestSigner(random, Duration.ofSeconds(60));

  GatewayWorld on(MemoryStorage storage) throws Exception {
    return GatewayWorld.with(
        storage,
        "\"access\":{\"administrators\":[\""
            + administrator.publicKey().id()
            + "\"],\"prices\":{\"tiny\":{\"input\":3,\"output\":7}},\"mostOutput\":50}",
        backend);
  }

  /// What an administrator asks for.
  Reply administer(GatewayWorld world, String method, String path, String body) throws Exception {
    String epoch = world.get("/v1/confidentiality").json().member("gateway").member("epoch").text();
    Map<String, String> headers =
        signer.sign(
            new RequestTarget(method, path, ""),
            Bytes.utf8(body),
            epoch,
            world.now(),
            administrator);
    return world.ask(method, path, headers, body, Protection.ATTESTED_CHANNEL);
  }

  /// A new key with more rules.
  String key(GatewayWorld world, String more) throws Exception {
    Reply made = administer(world, "POST", "/v1/api-keys", RULES.replace("\"k\"", "\"k\"" + more));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.json().member("key").text();
  }

  static String path(String key) {
    return "/v1/api-keys/" + key.substring(3, 19);
  }

  JsonNode shown(GatewayWorld world, String key) throws Exception {
    return administer(world, "GET", path(key), "").whole().json();
  }

  static long used(JsonNode shown) throws Exception {
    return (Long) shown.member("used").member("tokens").value();
  }

  static Reply ask(GatewayWorld world, String key) throws Exception {
    return world.post(
        GatewayWorld.CHAT,
        ASKED,
        Map.of("content-type", "application/json", "authorization", "Bearer " + key));
  }

  /// A host that shows older records of keys beside the newest ledger.
  static MemoryStorage older(MemoryStorage now, MemoryStorage then) throws Exception {
    MemoryStorage mixed = now.copy();
    int replaced = 0;
    for (Entry entry : then.scan(Bytes.EMPTY, Bytes.EMPTY, 100_000).entries()) {
      String name = new String(entry.key().toByteArray(), StandardCharsets.ISO_8859_1);
      if (!name.startsWith("ledger/") && now.get(entry.key()).isPresent()) {
        mixed.replace(entry.key(), entry.value());
        replaced++;
      }
    }
    assertThat(replaced).isPositive();
    return mixed;
  }
}
