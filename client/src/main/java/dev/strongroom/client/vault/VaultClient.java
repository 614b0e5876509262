// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A vault over the attested channel: keys are created and used. What their owners do with them is
/// in [#owner], what they do as material in [#material]. Thread-safe.
///
/// Requests are signed by the caller's key, for the vault's current boot. Each receipt has to be
/// about what was asked; with a [ReceiptJudge] it is also verified, before anything of the answer
/// is given out.
///
/// Methods throw [VaultRefusedException] if the vault refuses, [UnusableVaultAnswerException] if
/// its answer can't be used, [dev.strongroom.client.AttestationRefusedException] if the enclave was
/// refused, in which case nothing was sent to it, and [IOException] if the connection fails: what
/// was asked may have been done then, and asking again with the same idempotency id does it once.
public final class VaultClient {
  private static final int CREATED = 201;
  private static final int MOST_PAGES = 100_000;

  private final VaultRequests requests;
  private final ReceiptChecks receipts;
  private final VaultOwner owner;
  private final VaultMaterial material;

  private VaultClient(VaultRequests requests, ReceiptChecks receipts) {
    this.requests = requests;
    this.receipts = receipts;
    this.owner = new VaultOwner(requests, receipts, Optional.empty());
    this.material = new VaultMaterial(requests, receipts, Optional.empty());
  }

  /// A client of the vault at `server`.
  ///
  /// @param http judges the enclave
  /// @param server such as `https://localhost:8443/`
  /// @param key signs requests: an agent's own key, or a session's. It stays the caller's to close
  /// @param random for nonces and idempotency ids
  /// @param clock for requests' times
  /// @param judge verifies receipts; empty: they are only parsed
  public static VaultClient of(
      AttestedHttpClient http,
      URI server,
      RequestKey key,
      SecureRandom random,
      InstantSource clock,
      Optional<ReceiptJudge> judge) {
    ReceiptChecks receipts = new ReceiptChecks(judge);
    return new VaultClient(
        new VaultRequests(JsonVault.of(http, server, key, clock, random), random, receipts),
        receipts);
  }

  /// What the vault says of itself.
  public VaultInfo info() throws IOException, InterruptedException, VaultException {
    return requests.info();
  }

  /// What owners do.
  public VaultOwner owner() {
    return owner;
  }

  /// Encryption, authentication and derivation.
  public VaultMaterial material() {
    return material;
  }

  /// Has a key born.
  ///
  /// @param type `secp256k1`, `ed25519`, `p256`, `seed`, `x25519` or `hmac`
  /// @return the key, and the receipt of its birth
  public KeyReceipt create(String type, NewKey key)
      throws IOException, InterruptedException, VaultException {
    Map<String, Object> body = new LinkedHashMap<>(key.members());
    body.put("type", type);
    return owner.born(body);
  }

  /// Some of the caller's keys.
  ///
  /// @param after as [KeyPage#next] says; empty for the first
  public KeyPage keys(OptionalLong after) throws IOException, InterruptedException, VaultException {
    String query = after.isPresent() ? "?after=" + after.getAsLong() : "";
    JsonNode body = requests.get(KeyPaths.KEYS + query).body();
    try {
      List<VaultKey> keys = new ArrayList<>();
      for (JsonNode item : AnswerJson.list(body, "keys")) {
        keys.add(KeyJson.key(item));
      }
      Optional<JsonNode> next = body.optional("next");
      return new KeyPage(
          keys,
          next.isPresent() ? OptionalLong.of(AnswerJson.count(next.get())) : OptionalLong.empty());
    } catch (MalformedJsonException e) {
      throw unusable(e);
    }
  }

  /// A key as it is now.
  public VaultKey key(String keyId) throws IOException, InterruptedException, VaultException {
    try {
      return KeyJson.key(requests.get(KeyPaths.of(keyId)).body().member("key"));
    } catch (MalformedJsonException e) {
      throw unusable(e);
    }
  }

  /// What a key may be used for.
  public JsonNode policy(String keyId) throws IOException, InterruptedException, VaultException {
    try {
      return requests.get(KeyPaths.of(keyId, "policy")).body().member("policy");
    } catch (MalformedJsonException e) {
      throw unusable(e);
    }
  }

  /// Has payloads signed, all of them or none.
  ///
  /// @return one result for each payload, in their order, or who has to approve
  public Outcome<Receipted<List<SignedPayload>>> sign(String keyId, SignRequest request)
      throws IOException, InterruptedException, VaultException {
    Map<String, Object> body = new LinkedHashMap<>(request.members());
    body.put("request", request.once().orElseGet(requests::newOnce));
    VaultAnswer answer = requests.post(KeyPaths.of(keyId, "sign"), body);
    return Acts.outcome(
        answer,
        keyId,
        receipts,
        done -> {
          List<SignedPayload> results = KeyJson.signed(done);
          Receipt receipt = receipts.of(done, "receipt", keyId, Set.of("key-used"));
          ReceiptChecks.signed(receipt, request, results);
          return new Receipted<>(results, receipt);
        });
  }

  /// What [#sign] would answer. Nothing is entered.
  public Explanation explain(String keyId, SignRequest request)
      throws IOException, InterruptedException, VaultException {
    try {
      return KeyJson.explanation(
          requests.post(KeyPaths.of(keyId, "explain"), request.members()).body());
    } catch (MalformedJsonException e) {
      throw unusable(e);
    }
  }

  /// What a policy would have said to what was asked before.
  ///
  /// @param last how many of the last requests
  public List<PolicyTrial> tryPolicy(String keyId, JsonNode policy, int last)
      throws IOException, InterruptedException, VaultException {
    try {
      return KeyJson.trials(
          requests
              .post(
                  KeyPaths.of(keyId, "policy/test"), Map.of("policy", policy.value(), "last", last))
              .body());
    } catch (MalformedJsonException e) {
      throw unusable(e);
    }
  }

  /// Whether these are the key's signatures, by the vault's word.
  ///
  /// @param signatures as entries have them: of ECDSA r, s and the recovery id
  /// @param path of the account, for seeds
  public boolean verify(
      String keyId, Payload payload, Optional<String> path, List<Bytes> signatures)
      throws IOException, InterruptedException, VaultException {
    Map<String, Object> body = new LinkedHashMap<>(new SignRequest.Item(payload, path).members());
    body.put("signatures", signatures.stream().map(Bytes::hex).toList());
    try {
      return requests.post(KeyPaths.of(keyId, "verify"), body).body().member("valid").flag();
    } catch (MalformedJsonException e) {
      throw unusable(e);
    }
  }

  /// Approves a proposal.
  ///
  /// @param proposal its id
  /// @return how far it is now
  public Receipted<Approvals> approve(String keyId, String proposal)
      throws IOException, InterruptedException, VaultException {
    JsonNode body =
        requests
            .post(
                KeyPaths.of(keyId, "approvals"),
                Map.of("proposal", proposal, "request", requests.newOnce()))
            .body();
    try {
      return new Receipted<>(
          AnswerJson.approvals(proposal, body.member("approvals")),
          receipts.of(body, "receipt", keyId, Set.of("approval")));
    } catch (MalformedJsonException e) {
      throw unusable(e);
    }
  }

  /// A page of what was entered about a key.
  ///
  /// @param before index of the oldest receipt that is known; empty for the newest page, which has
  ///   the statement
  public HistoryPage history(String keyId, OptionalLong before)
      throws IOException, InterruptedException, VaultException {
    String query = before.isPresent() ? "?before=" + before.getAsLong() : "";
    try {
      HistoryPage page =
          HistoryPage.read(requests.get(KeyPaths.of(keyId, "history") + query).body());
      if (before.isEmpty() && page.statement().isEmpty()) {
        throw new UnusableVaultAnswerException("a history without a statement");
      }
      return page;
    } catch (MalformedJsonException e) {
      throw unusable(e);
    }
  }

  /// All that was entered about a key, page by page, newest first. Nothing is judged: see
  /// [KeyHistory].
  public List<HistoryPage> history(String keyId)
      throws IOException, InterruptedException, VaultException {
    List<HistoryPage> pages = new ArrayList<>();
    HistoryPage page = history(keyId, OptionalLong.empty());
    pages.add(page);
    long oldest = Long.MAX_VALUE;
    while (!page.isEnd()) {
      long index = page.entries().getLast().index();
      // Else a vault could keep its client asking for ever.
      if (index >= oldest || pages.size() == MOST_PAGES) {
        throw new UnusableVaultAnswerException("a history that doesn't go back");
      }
      oldest = index;
      page = history(keyId, OptionalLong.of(index));
      pages.add(page);
    }
    return List.copyOf(pages);
  }

  /// Opens a person's wallet for the client's key, which becomes its session's. The first time it
  /// is made.
  ///
  /// @param login who it is; empty: the client's key itself owns the wallet
  /// @param label which of the person's wallets
  /// @param expires when the session ends
  /// @param scope what it may; empty for all that the wallet's policy allows
  public Wallet login(
      Optional<WalletLogin> login, String label, Instant expires, Optional<JsonNode> scope)
      throws IOException, InterruptedException, VaultException {
    Map<String, Object> session = new LinkedHashMap<>();
    session.put("expires", expires.toString());
    scope.ifPresent(value -> session.put("scope", value.value()));
    Map<String, Object> body = new LinkedHashMap<>(Map.of("label", label, "session", session));
    login.ifPresent(shown -> body.put("login", shown.members()));
    VaultAnswer answer = requests.post("/v1/wallets", body);
    try {
      VaultKey key = KeyJson.key(answer.body().member("key"));
      boolean created = answer.body().member("new").flag();
      if (created != (answer.status() == CREATED)) {
        throw new UnusableVaultAnswerException("a wallet that is new and isn't");
      }
      return new Wallet(
          key,
          receipts.of(answer.body(), "receipt", key.id(), Set.of("key-born")),
          Acts.session(answer.body(), key.id(), receipts),
          created);
    } catch (MalformedJsonException e) {
      throw unusable(e);
    }
  }

  private static UnusableVaultAnswerException unusable(MalformedJsonException e) {
    return new UnusableVaultAnswerException(e.getMessage(), e);
  }
}
