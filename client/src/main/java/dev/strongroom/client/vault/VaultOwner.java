// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.custody.Guardian;
import dev.strongroom.channel.custody.KeyEnvelope;
import dev.strongroom.channel.custody.MalformedCustodyException;
import dev.strongroom.channel.custody.RecoveryKit;
import dev.strongroom.channel.custody.RecoveryKitText;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the owners of a key do with it. What takes more than one of them is a proposal first, which
/// the others approve by [VaultClient#approve]; the same call again does it then. Thread-safe.
public final class VaultOwner {
  private final VaultRequests requests;
  private final ReceiptChecks receipts;
  private final Optional<CallerShare> share;

  VaultOwner(VaultRequests requests, ReceiptChecks receipts, Optional<CallerShare> share) {
    this.requests = requests;
    this.receipts = receipts;
    this.share = share;
  }

  /// The same for keys that take a share of the caller's: it goes with [#rotate], [#export] and
  /// [#recoveryKit].
  public VaultOwner with(CallerShare own) {
    return new VaultOwner(requests, receipts, Optional.of(own));
  }

  /// Changes what a key may be used for.
  public Outcome<Receipt> setPolicy(String keyId, JsonNode policy)
      throws IOException, InterruptedException, VaultException {
    return put(keyId, "policy", Map.of("policy", policy.value()), "policy-changed");
  }

  /// Changes who owns a key.
  public Outcome<Receipt> setOwners(String keyId, Owners owners)
      throws IOException, InterruptedException, VaultException {
    return put(keyId, "owners", Map.of("owners", owners.members()), "owners-changed");
  }

  /// Keeps a key from being used.
  public Outcome<Receipt> disable(String keyId)
      throws IOException, InterruptedException, VaultException {
    return post(keyId, "disable", "key-disabled");
  }

  /// Undoes [#disable].
  public Outcome<Receipt> enable(String keyId)
      throws IOException, InterruptedException, VaultException {
    return post(keyId, "enable", "key-enabled");
  }

  /// Gives a key new material; the old one stays for decryption and verification.
  public Outcome<Receipt> rotate(String keyId)
      throws IOException, InterruptedException, VaultException {
    VaultAnswer answer = requests.post(KeyPaths.of(keyId, "rotate"), once(shared(Map.of())));
    return Acts.outcome(
        answer,
        keyId,
        receipts,
        done -> receipts.of(done, "receipt", keyId, Set.of("key-rotated")));
  }

  /// Ends a key for ever.
  public Outcome<Receipt> destroy(String keyId)
      throws IOException, InterruptedException, VaultException {
    return post(keyId, "destroy", "key-destroyed");
  }

  /// Opens a session.
  public Outcome<Receipted<KeySession>> openSession(String keyId, SessionRequest session)
      throws IOException, InterruptedException, VaultException {
    VaultAnswer answer = requests.post(KeyPaths.of(keyId, "sessions"), once(session.members()));
    return Acts.outcome(
        answer,
        keyId,
        receipts,
        done -> {
          KeySession opened = KeyJson.session(done.member("session"));
          if (!opened.publicKey().equals(session.publicKey().id())) {
            throw new UnusableVaultAnswerException("a session of another key");
          }
          return new Receipted<>(
              opened, receipts.of(done, "receipt", keyId, Set.of("session-opened")));
        });
  }

  /// Ends a session.
  ///
  /// @param publicKey the session's, as `CURVE:HEX`
  public Outcome<Receipt> revokeSession(String keyId, String publicKey)
      throws IOException, InterruptedException, VaultException {
    if (!publicKey.matches("[a-z0-9]{1,16}:[0-9a-f]{1,132}")) {
      throw new IllegalArgumentException("CURVE:HEX in lower case is needed");
    }
    VaultAnswer answer = requests.delete(KeyPaths.of(keyId, "sessions/" + publicKey));
    return Acts.outcome(
        answer,
        keyId,
        receipts,
        done -> receipts.of(done, "receipt", keyId, Set.of("session-revoked")));
  }

  /// Has a key out, encrypted to its owner.
  ///
  /// @param recipient an X25519 key, 32 bytes
  public Outcome<Receipted<KeyEnvelope>> export(String keyId, Bytes recipient)
      throws IOException, InterruptedException, VaultException {
    VaultAnswer answer =
        requests.post(
            KeyPaths.of(keyId, "export"), once(shared(Map.of("recipient", recipient.hex()))));
    return Acts.outcome(
        answer,
        keyId,
        receipts,
        done -> {
          KeyEnvelope envelope = envelope(done.member("envelope"));
          if (!envelope.recipient().equals(recipient)
              || !envelope.label().keyId().equals(keyId)
              || envelope.purpose() != KeyEnvelope.Purpose.EXPORT) {
            throw new UnusableVaultAnswerException(
                "an envelope of another key, or for somebody else");
          }
          return new Receipted<>(
              envelope, receipts.of(done, "receipt", keyId, Set.of("key-exported")));
        });
  }

  /// Has a kit made by which the key can be recovered without any vault.
  ///
  /// @param threshold how many guardians it takes
  /// @param guardians each with an encryption key
  public Outcome<Receipted<RecoveryKit>> recoveryKit(
      String keyId, int threshold, List<Guardian> guardians)
      throws IOException, InterruptedException, VaultException {
    List<Map<String, Object>> named = new ArrayList<>();
    for (Guardian guardian : guardians) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("name", guardian.name());
      guardian.encryptionKey().ifPresent(key -> members.put("encryptionKey", key.hex()));
      named.add(members);
    }
    VaultAnswer answer =
        requests.post(
            KeyPaths.of(keyId, "recovery-kit"),
            once(shared(Map.of("threshold", threshold, "guardians", named))));
    return Acts.outcome(
        answer,
        keyId,
        receipts,
        done -> {
          RecoveryKit kit = kit(done.member("kit"));
          if (!kit.header().label().keyId().equals(keyId)
              || kit.header().threshold() != threshold
              || !kit.header().guardians().equals(guardians)) {
            throw new UnusableVaultAnswerException("a kit of another key, or for other guardians");
          }
          return new Receipted<>(kit, receipts.of(done, "receipt", keyId, Set.of("key-exported")));
        });
  }

  /// Asks where a key can be sent to.
  public ImportSlot importSlot() throws IOException, InterruptedException, VaultException {
    JsonNode answer = requests.post("/v1/imports", Map.of()).body();
    try {
      return new ImportSlot(
          AnswerJson.hex(answer.member("recipient")), AnswerJson.time(answer.member("until")));
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException(e.getMessage(), e);
    }
  }

  /// Brings a key in that was made elsewhere.
  ///
  /// @param envelope for the recipient of an [#importSlot]
  public KeyReceipt importKey(KeyEnvelope envelope, NewKey key)
      throws IOException, InterruptedException, VaultException {
    Map<String, Object> body = new LinkedHashMap<>(key.members());
    try {
      body.put("envelope", JsonNode.parse(envelope.json()).value());
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("an envelope writes JSON", e);
    }
    return born(body);
  }

  private static KeyEnvelope envelope(JsonNode node) throws UnusableVaultAnswerException {
    try {
      return KeyEnvelope.parse(node);
    } catch (MalformedCustodyException e) {
      throw new UnusableVaultAnswerException(String.valueOf(e.getMessage()), e);
    }
  }

  private static RecoveryKit kit(JsonNode node) throws UnusableVaultAnswerException {
    try {
      return RecoveryKitText.parse(node);
    } catch (MalformedCustodyException e) {
      throw new UnusableVaultAnswerException(String.valueOf(e.getMessage()), e);
    }
  }

  /// A key that is born by what the body says.
  KeyReceipt born(Map<String, Object> body)
      throws IOException, InterruptedException, VaultException {
    JsonNode answer = requests.post(KeyPaths.KEYS, once(body)).body();
    try {
      VaultKey key = KeyJson.key(answer.member("key"));
      return new KeyReceipt(key, receipts.of(answer, "receipt", key.id(), Set.of("key-born")));
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException(e.getMessage(), e);
    }
  }

  private Map<String, Object> shared(Map<String, Object> body) {
    Map<String, Object> all = new LinkedHashMap<>(body);
    share.ifPresent(own -> all.put("share", own));
    return all;
  }

  private Map<String, Object> once(Map<String, Object> body) {
    Map<String, Object> all = new LinkedHashMap<>(body);
    all.put("request", requests.newOnce());
    return all;
  }

  private Outcome<Receipt> put(String keyId, String act, Map<String, Object> body, String kind)
      throws IOException, InterruptedException, VaultException {
    return Acts.outcome(
        requests.put(KeyPaths.of(keyId, act), body),
        keyId,
        receipts,
        done -> receipts.of(done, "receipt", keyId, Set.of(kind)));
  }

  private Outcome<Receipt> post(String keyId, String act, String kind)
      throws IOException, InterruptedException, VaultException {
    return Acts.outcome(
        requests.post(KeyPaths.of(keyId, act), once(Map.of())),
        keyId,
        receipts,
        done -> receipts.of(done, "receipt", keyId, Set.of(kind)));
  }
}
