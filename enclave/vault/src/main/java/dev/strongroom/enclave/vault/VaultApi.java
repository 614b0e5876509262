// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.vault.dossier.DossierException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The vault's HTTP interface (`GET /v1/vault/openapi.yaml`): reads who asks and for what, has it
/// done, and writes what came of it.
record VaultApi(
    Enclave enclave,
    Notary notary,
    VaultSettings settings,
    String epoch,
    Door door,
    KeyRoutes keys,
    Births births,
    Imports imports,
    Wallets wallets,
    BotToken botToken,
    KeyViews views) {
  private static final String VAULT = "/v1/vault";
  private static final String DESCRIPTION = "/v1/vault/openapi.yaml";
  private static final String KEYS = "/v1/keys";

  /// What `GET` of the keys is, for those who can't send a body with it: browsers, whose encrypted
  /// messages are bodies.
  private static final String LISTED = "/v1/keys/list";

  private static final String IMPORTS = "/v1/imports";
  private static final String WALLETS = "/v1/wallets";
  private static final String PASSKEYS = "/v1/passkeys/options";
  private static final String BOT_TOKEN = "/v1/telegram/token";
  static final String TRANSIT = "/v1/transit/";

  /// Whether a path is the vault's.
  static boolean concerns(String path) {
    return List.of(VAULT, DESCRIPTION, KEYS, IMPORTS, WALLETS, PASSKEYS, BOT_TOKEN).contains(path)
        || path.startsWith(KEYS + "/")
        || path.startsWith(TRANSIT);
  }

  Response handle(Request request) throws Exception {
    try {
      String path = request.path();
      if (request.method().equals("GET") && path.equals(DESCRIPTION)) {
        return description();
      }
      if (!request.confidential()) {
        throw new RefusedException(
            "not-confidential", 403, "come over the attested channel, or by encrypted messages");
      }
      if (path.equals(VAULT) && isRead(request)) {
        return response(Answer.done(welcome()));
      }
      Caller caller = door.caller(request);
      return response(answer(caller, request));
    } catch (RefusedException e) {
      return refused(e);
    } catch (MalformedJsonException e) {
      return refused(RefusedException.malformed(String.valueOf(e.getMessage())));
    } catch (NotaryException e) {
      return failed(e.refusal().code(), e.refusal().status(), e.refusal().words());
    } catch (StorageException e) {
      return failed(e.failure().code(), 503, "the host's store: " + e.failure().describe());
    } catch (DossierException e) {
      return failed(e.code(), 503, e.getMessage());
    }
  }

  /// Whether it is a `GET`, or a `POST` that asks nothing more.
  private static boolean isRead(Request request) throws MalformedJsonException {
    if (request.method().equals("POST")) {
      body(request).onlyMembers(Set.of());
      return true;
    }
    return request.method().equals("GET");
  }

  private Map<String, Object> welcome() {
    Map<String, Object> people = new HashMap<>();
    settings
        .people()
        .passkeys()
        .ifPresent(one -> people.put("passkeys", Map.of("relyingParty", one.relyingParty())));
    if (!settings.people().oidc().isEmpty()) {
      people.put(
          "oidc",
          settings.people().oidc().stream()
              .map(one -> Map.of("issuer", one.issuer(), "audience", one.audience()))
              .toList());
    }
    settings
        .people()
        .telegram()
        .ifPresent(one -> people.put("telegram", Map.of("botId", one.botId())));
    return Map.of(
        "epoch", epoch,
        "simulated", enclave.device().simulated(),
        "log", notary.key().text(),
        "time", enclave.clock().instant().toString(),
        "people", people);
  }

  private Answer answer(Caller caller, Request request) throws Exception {
    String path = request.path();
    if (path.startsWith(KEYS + "/") && !path.equals(LISTED)) {
      return keys.answer(caller, request, path.substring(KEYS.length() + 1));
    }
    if (path.startsWith(TRANSIT)) {
      return keys.transit(caller, request, path.substring(TRANSIT.length()));
    }
    return switch (request.method() + " " + path) {
      case "GET " + KEYS -> views.list(caller, Queries.number(request.query(), "after", 0));
      case "POST " + LISTED -> {
        body(request).onlyMembers(Set.of());
        yield views.list(caller, Queries.number(request.query(), "after", 0));
      }
      case "POST " + KEYS -> entered(asked(caller, "create", request), births::create);
      case "POST " + IMPORTS -> {
        body(request).onlyMembers(Set.of());
        yield imports.begin();
      }
      case "POST " + WALLETS -> entered(asked(caller, "enter-wallet", request), wallets::enter);
      case "POST " + BOT_TOKEN ->
          entered(asked(caller, "bring-bot-token", request), botToken::bring);
      case "POST " + PASSKEYS -> wallets.options(asked(caller, "passkey-options", request));
      default -> throw new RefusedException("not-found", 404, "there is nothing here");
    };
  }

  /// Something that is done for somebody, not with a key.
  @FunctionalInterface
  private interface Doing {
    Answer done(Asked asked) throws Exception;
  }

  /// Does it; a refusal that no key's dossier has is entered at the door.
  private Answer entered(Asked asked, Doing doing) throws Exception {
    try {
      return doing.done(asked);
    } catch (RefusedException e) {
      if (e.receipt().isEmpty()) {
        door.refused(asked, e);
      }
      throw e;
    }
  }

  private static Asked asked(Caller caller, String act, Request request)
      throws MalformedJsonException {
    return Asked.of(caller, act, "", body(request));
  }

  /// A request's body; an empty one is an empty object.
  static JsonNode body(Request request) throws MalformedJsonException {
    if (request.body().isEmpty()) {
      return new JsonNode(Map.of(), "");
    }
    String text = request.body().asUtf8();
    if (text == null) {
      throw new MalformedJsonException("", "not UTF-8");
    }
    JsonNode node = JsonNode.parse(text);
    node.names();
    return node;
  }

  private static Response description() throws IOException {
    try (InputStream in = VaultApi.class.getResourceAsStream("vault-api.yaml")) {
      if (in == null) {
        throw new IOException("the interface's description is missing");
      }
      return new Response(
          200, Map.of("content-type", "application/yaml"), Bytes.copyOf(in.readAllBytes()));
    }
  }

  private static Response response(Answer answer) {
    return Response.json(answer.status(), CanonicalJson.text(answer.body()));
  }

  private static Response refused(RefusedException e) {
    Map<String, Object> error = new HashMap<>();
    error.put("code", e.code());
    error.put("message", e.getMessage());
    if (!e.findings().isEmpty()) {
      error.put(
          "findings",
          e.findings().stream()
              .map(one -> Map.of("rule", one.rule(), "applied", one.applied(), "why", one.why()))
              .toList());
    }
    e.receipt().ifPresent(receipt -> error.put("receipt", receipt.content()));
    return Response.json(e.status(), CanonicalJson.text(Map.of("error", error)));
  }

  private static Response failed(String code, int status, String message) {
    return Response.json(
        status, CanonicalJson.text(Map.of("error", Map.of("code", code, "message", message))));
  }
}
