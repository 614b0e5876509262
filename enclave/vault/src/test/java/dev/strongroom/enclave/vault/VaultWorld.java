// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestAlgorithm;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.channel.signature.UnsignedRequest;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.notary.fixtures.TestEnclave;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A vault with its notary on a store in memory, asked by its HTTP interface, with a clock that the
/// test turns.
final class VaultWorld implements AutoCloseable {
  static final String LEDGER =
      """
      {"origin":"example.com/log","quorum":0,"patience":"PT5S"}
      """;

  private final SecureRandom random = new SecureRandom();
  private final RequestSigner signer = new RequestSigner(random, Duration.ofSeconds(60));
  private final List<String> stops = new ArrayList<>();
  private final MemoryStorage storage;
  private final VaultSettings settings;
  private final Service.Handler vault;
  private final String epoch;
  private Instant now = Instant.parse("2026-11-21T18:00:00Z");

  private VaultWorld(MemoryStorage storage, VaultSettings settings, Instant now) throws Exception {
    this.storage = storage;
    this.settings = settings;
    this.now = now;
    InstantSource clock = () -> this.now;
    vault =
        Vault.start(TestEnclave.on(storage, clock, Map.of("ledger", LEDGER), stops::add), settings);
    epoch = ask("GET", "/v1/vault", Map.of(), "").member("epoch").text();
  }

  static VaultWorld start() throws Exception {
    return start("{}");
  }

  static VaultWorld start(String settings) throws Exception {
    return start(VaultSettings.parse(Optional.of(JsonNode.parse(settings))));
  }

  static VaultWorld start(VaultSettings settings) throws Exception {
    return new VaultWorld(new MemoryStorage(), settings, Instant.parse("2026-11-21T18:00:00Z"));
  }

  /// What comes after a kill: the next boot on what the host has.
  VaultWorld next() throws Exception {
    return new VaultWorld(storage.copy(), settings, now);
  }

  /// The next boot on another store.
  VaultWorld next(MemoryStorage on) throws Exception {
    return new VaultWorld(on, settings, now);
  }

  MemoryStorage storage() {
    return storage;
  }

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  String epoch() {
    return epoch;
  }

  /// An answer.
  ///
  /// @param status of HTTP
  /// @param body as JSON
  record Reply(int status, JsonNode body) {
    JsonNode member(String name) throws Exception {
      return body.member(name);
    }

    String code() throws Exception {
      return body.member("error").member("code").text();
    }

    Reply ok() {
      assertThat(status).as(String.valueOf(body.value())).isBetween(200, 202);
      return this;
    }

    Reply refused(String code) throws Exception {
      assertThat(status).as(String.valueOf(body.value())).isGreaterThanOrEqualTo(400);
      assertThat(code()).as(String.valueOf(body.value())).isEqualTo(code);
      return this;
    }

    Receipt receipt() throws Exception {
      return receipt(body.member("receipt"));
    }

    static Receipt receipt(JsonNode node) throws Exception {
      return Receipt.parse(CanonicalJson.text(node.value()));
    }
  }

  RequestKey key() {
    return RequestKey.generateEd25519(random);
  }

  /// Headers of a signed request.
  Map<String, String> signed(RequestKey key, String method, String path, String body) {
    String[] parts = path.split("\\?", 2);
    return signer.sign(
        new RequestTarget(method, parts[0], parts.length > 1 ? parts[1] : ""),
        Bytes.utf8(body),
        epoch,
        now,
        key);
  }

  Reply post(RequestKey key, String path, String body) throws Exception {
    return ask("POST", path, signed(key, "POST", path, body), body);
  }

  Reply put(RequestKey key, String path, String body) throws Exception {
    return ask("PUT", path, signed(key, "PUT", path, body), body);
  }

  Reply delete(RequestKey key, String path) throws Exception {
    return ask("DELETE", path, signed(key, "DELETE", path, ""), "");
  }

  Reply get(RequestKey key, String path) throws Exception {
    return ask("GET", path, signed(key, "GET", path, ""), "");
  }

  Reply ask(String method, String path, Map<String, String> headers, String body) throws Exception {
    return ask(method, path, headers, body, Protection.ATTESTED_CHANNEL);
  }

  Reply ask(
      String method, String path, Map<String, String> headers, String body, Protection protection)
      throws Exception {
    Map<String, List<String>> lists = new HashMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    String[] parts = path.split("\\?", 2);
    Response response =
        vault.handle(
            new Request(
                method,
                parts[0],
                parts[0],
                parts.length > 1 ? parts[1] : "",
                lists,
                Bytes.utf8(body),
                protection));
    String text = ((Response.Body.Whole) response.body()).bytes().asUtf8();
    return new Reply(response.status(), JsonNode.parse(String.valueOf(text)));
  }

  /// A request that somebody is to sign who has no key here, as with a passkey.
  UnsignedRequest unsigned(String method, String path, String body, String keyId) {
    return signer.prepare(
        new RequestTarget(method, path, ""),
        Bytes.utf8(body),
        epoch,
        now,
        RequestAlgorithm.WEBAUTHN,
        keyId);
  }

  /// What a dossier has, read from the log as the next boot does.
  List<JsonNode> dossier(String about) throws Exception {
    List<JsonNode> entries = new ArrayList<>();
    try (Notary notary =
        Notary.start(
            TestEnclave.on(storage.copy(), () -> now, Map.of("ledger", LEDGER), stops::add))) {
      notary.replay(
          0,
          (_, entry) -> {
            if (entry.content().value() instanceof Map<?, ?> members
                && about.equals(members.get("about"))) {
              entries.add(entry.content());
            }
          });
    }
    return entries;
  }

  List<String> stops() {
    return stops;
  }

  @Override
  public void close() {
    ((Vault) vault).close();
  }
}
