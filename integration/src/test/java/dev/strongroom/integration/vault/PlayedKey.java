// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.UnopenableException;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.integration.vault.PlayedVault.Answered;
import dev.strongroom.integration.vault.PlayedVault.Refusal;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A key of the double. It signs everything by Ed25519, encrypts by HPKE and authenticates by HMAC,
/// whatever its type is called. Its policy is played: the name of the first rule decides, `allow`,
/// `refuse` or `approve`.
final class PlayedKey {
  private static final Set<String> PAYLOAD =
      Set.of(
          "form",
          "transaction",
          "text",
          "message",
          "typedData",
          "psbt",
          "network",
          "digest",
          "scheme",
          "path",
          "share",
          "request");
  private static final int MOST = 20;

  private final String id;
  private final String type;
  private final String label;
  private final String owner;
  private final boolean exportable;
  private final SigningKey signing;
  private final EncryptionKey encryption;
  private final byte[] mac = new byte[32];
  private final SecureRandom random;
  private final PlayedDossier dossier;
  private final Map<String, Object> birth;
  private final Set<String> approved = new TreeSet<>();
  private final Map<String, Object> proposals = new LinkedHashMap<>();
  private final Map<String, Object> sessions = new LinkedHashMap<>();
  private JsonNode policy;
  private String status = "active";
  private long version = 1;

  PlayedKey(String id, JsonNode body, String caller, PlayedDossier dossier, SecureRandom random)
      throws MalformedJsonException,
          NotaryException,
          MalformedLedgerException,
          InterruptedException {
    this.id = id;
    this.type = body.member("type").text();
    this.label = body.optional("label").isPresent() ? body.member("label").text() : "";
    this.policy = body.member("policy");
    this.owner = caller;
    this.exportable = body.optional("exportable").isPresent();
    this.random = random;
    this.signing = SigningKey.generate(random);
    this.encryption = EncryptionKey.generate(random);
    random.nextBytes(mac);
    this.dossier = dossier;
    this.birth =
        enter("key-born", Map.of("caller", caller, "imported", false, "key", Map.of("id", id)));
  }

  String id() {
    return id;
  }

  String owner() {
    return owner;
  }

  Map<String, Object> birth() {
    return birth;
  }

  private Map<String, Object> enter(String kind, Map<String, ?> members)
      throws NotaryException, MalformedLedgerException, InterruptedException {
    return dossier.enter(id, kind, members).content();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("type", type);
    json.put("label", label);
    json.put("status", status);
    json.put("version", version);
    json.put(
        "accounts",
        List.of(
            Map.of(
                "path",
                type.equals("seed") ? "m/44'/501'/0'/0'" : "",
                "curve",
                "ed25519",
                "publicKey",
                signing.publicKey().hex(),
                "addresses",
                Map.of("solana", "played-" + id))));
    json.put("owners", Map.of("needed", 1L, "of", List.of(owner)));
    json.put("policy", PlayedDossier.sha256(CanonicalJson.encode(policy.value())).hex());
    json.put("exportable", exportable);
    json.put("share", false);
    json.put("sessions", List.copyOf(sessions.values()));
    json.put("proposals", Map.copyOf(proposals));
    json.put("entries", (long) dossier.size());
    return json;
  }

  Answered act(String what, String query, String caller, JsonNode body)
      throws Refusal,
          MalformedJsonException,
          NotaryException,
          MalformedLedgerException,
          InterruptedException {
    return switch (what) {
      case "GET " -> new Answered(200, Map.of("key", json()));
      case "GET policy" -> new Answered(200, Map.of("policy", policy.value()));
      case "POST sign" -> sign(caller, body);
      case "POST explain" -> explain(body);
      case "POST verify" -> verify(body);
      case "POST encrypt" -> encrypt(body);
      case "POST decrypt" -> decrypt(caller, body);
      case "POST mac" -> mac(caller, body);
      case "POST approvals" -> approve(caller, body);
      case "POST policy/test" -> tried(body);
      case "POST sessions" -> session(caller, body);
      case "PUT policy" -> {
        body.onlyMembers(Set.of("policy"));
        policy = new JsonNode(body.member("policy").value(), "");
        yield done("policy-changed", caller);
      }
      case "POST disable" -> status("disabled", "key-disabled", caller, body);
      case "POST enable" -> status("active", "key-enabled", caller, body);
      case "POST destroy" -> status("destroyed", "key-destroyed", caller, body);
      case "POST rotate" -> {
        version++;
        yield done("key-rotated", caller);
      }
      case "GET history" -> history(query);
      default -> {
        if (what.startsWith("DELETE sessions/")) {
          sessions.remove(what.substring("DELETE sessions/".length()));
          yield new Answered(
              200, Map.of("receipt", enter("session-revoked", Map.of("caller", caller))));
        }
        throw new Refusal(404, "not-found", "the double doesn't play " + what, List.of());
      }
    };
  }

  private Answered status(String next, String kind, String caller, JsonNode body)
      throws MalformedJsonException,
          NotaryException,
          MalformedLedgerException,
          InterruptedException {
    body.onlyMembers(Set.of());
    status = next;
    return done(kind, caller);
  }

  private Answered done(String kind, String caller)
      throws NotaryException, MalformedLedgerException, InterruptedException {
    Map<String, Object> receipt = enter(kind, Map.of("caller", caller));
    return new Answered(200, Map.of("key", json(), "receipt", receipt));
  }

  private static String rule(JsonNode policy) throws MalformedJsonException {
    return policy.member("rules").items().getFirst().member("name").text();
  }

  private List<Object> findings() throws MalformedJsonException {
    String rule = rule(policy);
    return List.of(
        Map.of(
            "rule",
            rule,
            "applied",
            !rule.equals("refuse"),
            "why",
            "tx.value <= 5: tx.value is 7"));
  }

  /// Throws what the real vault would, if the rule says so.
  private void decide(String act, String caller, Bytes content)
      throws Refusal,
          MalformedJsonException,
          NotaryException,
          MalformedLedgerException,
          InterruptedException {
    if (!status.equals("active")) {
      throw new Refusal(403, "key-" + status, "the key is " + status, List.of());
    }
    if (rule(policy).equals("refuse")) {
      dossier.enter(
          id,
          "refusal",
          Map.of(
              "act",
              act,
              "caller",
              caller,
              "code",
              "no-rule",
              "message",
              "no rule allows it",
              "digest",
              PlayedDossier.sha256(content).hex()));
      throw new Refusal(403, "no-rule", "no rule allows it", findings());
    }
  }

  private static Bytes content(JsonNode payload) throws MalformedJsonException {
    payload.onlyMembers(PAYLOAD);
    String form = payload.member("form").text();
    return switch (form) {
      case "evm-transaction" -> Bytes.fromHex(payload.member("transaction").text());
      case "solana-transaction" -> Bytes.utf8(payload.member("transaction").text());
      case "evm-message", "solana-message" -> Bytes.utf8(payload.member("text").text());
      case "evm-typed-data" -> CanonicalJson.encode(payload.member("typedData").value());
      case "bitcoin-transaction" ->
          Bytes.utf8(payload.member("psbt").text() + payload.member("network").text());
      case "message" -> Bytes.fromHex(payload.member("message").text());
      case "digest" -> Bytes.fromHex(payload.member("digest").text());
      default -> throw payload.error("no such form");
    };
  }

  private Answered sign(String caller, JsonNode body)
      throws Refusal,
          MalformedJsonException,
          NotaryException,
          MalformedLedgerException,
          InterruptedException {
    Bytes content = content(body);
    String form = body.member("form").text();
    decide("sign", caller, content);
    String proposal = PlayedDossier.sha256(content).hex().substring(0, 16);
    if (rule(policy).equals("approve") && !approved.contains(proposal)) {
      Map<String, Object> approvals = approvals(List.of());
      proposals.put(proposal, approvals);
      return new Answered(
          202,
          Map.of(
              "proposal", proposal,
              "approvals", approvals,
              "receipt", enter("approval-asked", Map.of("proposal", proposal, "caller", caller))));
    }
    proposals.remove(proposal);
    String signature = signing.sign(content.toByteArray()).hex();
    Map<String, Object> receipt =
        enter(
            "key-used",
            Map.of(
                "act",
                "sign",
                "caller",
                caller,
                "rule",
                rule(policy),
                "payloads",
                List.of(
                    Map.of(
                        "form", form,
                        "digest", PlayedDossier.sha256(content).hex(),
                        "signatures", List.of(signature)))));
    return new Answered(
        200,
        Map.of(
            "results",
            List.of(
                Map.of(
                    "form",
                    form,
                    "signatures",
                    List.of(signature),
                    "result",
                    signature,
                    "id",
                    PlayedDossier.sha256(content).hex(),
                    "publicKey",
                    signing.publicKey().hex(),
                    "path",
                    "")),
            "receipt",
            receipt));
  }

  private static Map<String, Object> approvals(List<String> given) {
    return Map.of(
        "needed",
        1L,
        "given",
        given,
        "approvers",
        List.of("agent:ed25519:00"),
        "until",
        "2030-01-01T00:00:00Z");
  }

  private Answered explain(JsonNode body) throws MalformedJsonException {
    Bytes content = content(body);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(
        "decision",
        switch (rule(policy)) {
          case "refuse" -> "refused";
          case "approve" -> "approval-needed";
          default -> "allowed";
        });
    if (rule(policy).equals("refuse")) {
      answer.put("code", "no-rule");
      answer.put("message", "no rule allows it");
    } else {
      answer.put("rule", rule(policy));
    }
    answer.put("findings", findings());
    answer.put("facts", Map.of("length", (long) content.length()));
    return new Answered(200, answer);
  }

  private Answered verify(JsonNode body) throws MalformedJsonException {
    Map<?, ?> members = (Map<?, ?>) body.value();
    Map<String, Object> payload = new LinkedHashMap<>();
    members.forEach((name, value) -> payload.put((String) name, value));
    payload.remove("signatures");
    Bytes signature = Bytes.fromHex(body.member("signatures").items().getFirst().text());
    return new Answered(
        200,
        Map.of(
            "valid",
            SigningKey.verifies(
                signing.publicKey(), content(new JsonNode(payload, "")).toByteArray(), signature)));
  }

  private static Bytes hex(JsonNode body, String name) throws MalformedJsonException {
    return body.optional(name).isPresent() ? Bytes.fromHex(body.member(name).text()) : Bytes.EMPTY;
  }

  private Answered encrypt(JsonNode body) throws MalformedJsonException {
    body.onlyMembers(Set.of("plaintext", "aad"));
    return new Answered(
        200,
        Map.of(
            "ciphertext",
            EncryptionKey.seal(
                    encryption.publicKey(),
                    Bytes.EMPTY,
                    hex(body, "aad"),
                    hex(body, "plaintext").toByteArray(),
                    random)
                .hex()));
  }

  private Answered decrypt(String caller, JsonNode body)
      throws Refusal,
          MalformedJsonException,
          NotaryException,
          MalformedLedgerException,
          InterruptedException {
    body.onlyMembers(Set.of("ciphertext", "aad", "share"));
    decide("decrypt", caller, hex(body, "ciphertext"));
    try {
      Bytes plaintext =
          Bytes.copyOf(encryption.open(Bytes.EMPTY, hex(body, "aad"), hex(body, "ciphertext")));
      return new Answered(
          200,
          Map.of(
              "plaintext", plaintext.hex(),
              "receipt", enter("key-used", Map.of("act", "decrypt", "caller", caller))));
    } catch (UnopenableException e) {
      throw new Refusal(422, "unopenable", "not encrypted to this key", List.of());
    }
  }

  private Answered mac(String caller, JsonNode body)
      throws MalformedJsonException,
          NotaryException,
          MalformedLedgerException,
          InterruptedException {
    body.onlyMembers(Set.of("message", "share"));
    try {
      Mac hmac = Mac.getInstance("HmacSHA256");
      hmac.init(new SecretKeySpec(mac, "HmacSHA256"));
      return new Answered(
          200,
          Map.of(
              "mac", Bytes.copyOf(hmac.doFinal(hex(body, "message").toByteArray())).hex(),
              "receipt", enter("key-used", Map.of("act", "mac", "caller", caller))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Answered approve(String caller, JsonNode body)
      throws Refusal,
          MalformedJsonException,
          NotaryException,
          MalformedLedgerException,
          InterruptedException {
    body.onlyMembers(Set.of("proposal"));
    String proposal = body.member("proposal").text();
    if (!proposals.containsKey(proposal)) {
      throw new Refusal(404, "unknown-proposal", "there is no such proposal", List.of());
    }
    approved.add(proposal);
    return new Answered(
        200,
        Map.of(
            "approvals", approvals(List.of(caller)),
            "receipt", enter("approval", Map.of("proposal", proposal, "caller", caller))));
  }

  private Answered tried(JsonNode body) throws MalformedJsonException {
    body.onlyMembers(Set.of("policy", "last"));
    boolean refuses = rule(body.member("policy")).equals("refuse");
    List<Object> results = new ArrayList<>();
    long entry = 0;
    for (Receipt receipt : dossier.before(Long.MAX_VALUE, MOST).reversed()) {
      entry++;
      if (receipt.entry().kind().equals("key-used")) {
        results.add(
            Map.of(
                "entry",
                entry,
                "was",
                "signed",
                "now",
                refuses ? "refused" : "allowed",
                "message",
                refuses ? "no rule allows it" : ""));
      }
    }
    return new Answered(200, Map.of("results", results));
  }

  private Answered session(String caller, JsonNode body)
      throws MalformedJsonException,
          NotaryException,
          MalformedLedgerException,
          InterruptedException {
    body.onlyMembers(Set.of("publicKey", "scope", "expires"));
    String publicKey = body.member("publicKey").text();
    Map<String, Object> session =
        Map.of(
            "publicKey",
            publicKey,
            "principal",
            caller,
            "expires",
            body.member("expires").text(),
            "revoked",
            false,
            "scope",
            body.member("scope").value());
    sessions.put(publicKey, session);
    return new Answered(
        201,
        Map.of("session", session, "receipt", enter("session-opened", Map.of("caller", caller))));
  }

  private Answered history(String query)
      throws NotaryException, MalformedLedgerException, InterruptedException {
    Map<String, Object> answer = new LinkedHashMap<>();
    long before = Long.MAX_VALUE;
    for (String part : query.split("&", -1)) {
      if (part.startsWith("before=")) {
        before = Long.parseLong(part.substring("before=".length()));
      }
    }
    if (before == Long.MAX_VALUE) {
      answer.put(
          "statement",
          enter(
              "history",
              Map.of("key", id, "entries", (long) dossier.size(), "last", dossier.last().hex())));
    }
    answer.put("entries", dossier.before(before, MOST).stream().map(Receipt::content).toList());
    return new Answered(200, answer);
  }
}
