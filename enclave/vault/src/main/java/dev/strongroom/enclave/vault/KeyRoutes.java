// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.runtime.Request;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Where requests about one key lead.
record KeyRoutes(
    Signing signing,
    KeyUses uses,
    OwnerActs owners,
    Sessions sessions,
    KeyActs acts,
    KeyViews views,
    PolicyTrials trials) {
  private static final String PREFIX = "strongroom:v1:";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  /// Answers a request.
  ///
  /// @param rest of the path, from the key's id on
  Answer answer(Caller caller, Request request, String rest) throws Exception {
    String[] parts = rest.split("/", -1);
    String id = parts[0];
    if (!ID.matcher(id).matches()) {
      throw RefusedException.noSuchKey();
    }
    String verb = rest.substring(id.length());
    String method = request.method();
    if (method.equals("GET")) {
      return shown(caller, request, id, verb);
    }
    if (method.equals("DELETE") && parts.length == 3 && parts[1].equals("sessions")) {
      return sessions.revoke(asked(caller, "revoke-session", id, request), parts[2]);
    }
    return switch (method + " " + verb) {
      case "POST /sign" -> signing.sign(asked(caller, Signing.ACT, id, request));
      case "POST /explain" -> {
        views.visible(caller, id);
        yield signing.explain(asked(caller, Signing.ACT, id, request));
      }
      case "POST /verify" -> uses.verify(asked(caller, "verify", id, request));
      case "POST /encrypt" -> uses.encrypt(asked(caller, "encrypt", id, request));
      case "POST /decrypt" -> uses.decrypt(asked(caller, "decrypt", id, request));
      case "POST /mac" -> uses.mac(asked(caller, "mac", id, request));
      case "POST /mac/verify" -> uses.verifyMac(asked(caller, "mac", id, request));
      case "POST /derive" -> uses.derive(asked(caller, "derive", id, request));
      case "POST /approvals" -> approve(asked(caller, "approve", id, request));
      case "PUT /policy" -> owners.policy(asked(caller, "set-policy", id, request));
      case "PUT /owners" -> owners.owners(asked(caller, "set-owners", id, request));
      case "POST /disable" -> owners.disable(asked(caller, "disable", id, request));
      case "POST /enable" -> owners.enable(asked(caller, "enable", id, request));
      case "POST /destroy" -> owners.destroy(asked(caller, "destroy", id, request));
      case "POST /rotate" -> owners.rotate(asked(caller, "rotate", id, request));
      case "POST /export" -> owners.export(asked(caller, "export", id, request));
      case "POST /recovery-kit" -> owners.recoveryKit(asked(caller, "recovery-kit", id, request));
      case "POST /sessions" -> sessions.open(asked(caller, "open-session", id, request));
      case "POST /policy/test" -> trials.test(asked(caller, "test-policy", id, request));
      case "POST /history" -> {
        VaultApi.body(request).onlyMembers(Set.of());
        yield history(caller, request, id);
      }
      default -> throw new RefusedException("not-found", 404, "there is nothing here");
    };
  }

  private Answer shown(Caller caller, Request request, String id, String verb) throws Exception {
    return switch (verb) {
      case "" -> views.key(caller, id);
      case "/policy" -> views.policy(caller, id);
      case "/history" -> history(caller, request, id);
      default -> throw new RefusedException("not-found", 404, "there is nothing here");
    };
  }

  private Answer history(Caller caller, Request request, String id) throws Exception {
    return views.history(
        asked(caller, "history", id, request),
        Queries.number(request.query(), "before", Long.MAX_VALUE));
  }

  private static Asked asked(Caller caller, String act, String id, Request request)
      throws Exception {
    return Asked.of(caller, act, id, VaultApi.body(request));
  }

  private Answer approve(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("proposal", "request"));
    return acts.approve(asked, asked.body().member("proposal").text());
  }

  /// The same in the shape of Vault's transit engine, for those who know that: bytes in base64,
  /// outcomes with the key's version before them.
  ///
  /// @param rest of the path: `VERB/ID`
  Answer transit(Caller caller, Request request, String rest) throws Exception {
    String[] parts = rest.split("/", -1);
    if (!request.method().equals("POST") || parts.length != 2 || !ID.matcher(parts[1]).matches()) {
      throw new RefusedException("not-found", 404, "there is nothing here");
    }
    String id = parts[1];
    JsonNode body = VaultApi.body(request);
    return switch (parts[0]) {
      case "sign" -> {
        String hex = Json.base64(body.member("input")).hex();
        Asked asked =
            Asked.of(
                caller,
                Signing.ACT,
                id,
                new JsonNode(Map.of("form", "message", "message", hex), ""));
        yield data("signature", signature(signing.sign(asked)));
      }
      case "hmac" -> {
        String hex = Json.base64(body.member("input")).hex();
        Asked asked = Asked.of(caller, "mac", id, new JsonNode(Map.of("message", hex), ""));
        yield data("hmac", String.valueOf(uses.mac(asked).body().get("mac")));
      }
      case "encrypt" -> {
        String hex = Json.base64(body.member("plaintext")).hex();
        Asked asked = Asked.of(caller, "encrypt", id, new JsonNode(Map.of("plaintext", hex), ""));
        yield data("ciphertext", String.valueOf(uses.encrypt(asked).body().get("ciphertext")));
      }
      case "decrypt" -> {
        String text = body.member("ciphertext").text();
        String base64 = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        String hex = Json.base64(new JsonNode(base64, "ciphertext")).hex();
        Asked asked = Asked.of(caller, "decrypt", id, new JsonNode(Map.of("ciphertext", hex), ""));
        yield Answer.done(
            Map.of(
                "data",
                Map.of(
                    "plaintext",
                    base64(String.valueOf(uses.decrypt(asked).body().get("plaintext"))))));
      }
      default -> throw new RefusedException("not-found", 404, "there is nothing here");
    };
  }

  private static String signature(Answer answer) throws RefusedException {
    if (answer.body().get("results") instanceof List<?> results
        && results.getFirst() instanceof Map<?, ?> result
        && result.get("signatures") instanceof List<?> signatures) {
      return String.valueOf(signatures.getFirst());
    }
    throw new RefusedException(
        "approvals-needed", 403, "ask at the key itself: it takes approvals");
  }

  private static Answer data(String name, String hex) {
    return Answer.done(Map.of("data", Map.of(name, PREFIX + base64(hex))));
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(Bytes.fromHex(hex).toByteArray());
  }
}
