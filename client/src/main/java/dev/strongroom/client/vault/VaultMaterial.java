// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Encryption by keys of X25519, authentication and derivation by keys of HMAC-SHA-256.
/// Thread-safe.
///
/// What comes back is the caller's to keep secret: [Bytes] aren't wiped.
public final class VaultMaterial {
  private final VaultRequests requests;
  private final ReceiptChecks receipts;
  private final Optional<CallerShare> share;

  VaultMaterial(VaultRequests requests, ReceiptChecks receipts, Optional<CallerShare> share) {
    this.requests = requests;
    this.receipts = receipts;
    this.share = share;
  }

  /// The same for keys that take a share of the caller's.
  public VaultMaterial with(CallerShare own) {
    return new VaultMaterial(requests, receipts, Optional.of(own));
  }

  /// Encrypts to a key. Nothing is entered: anybody can, by the public key.
  ///
  /// @param aad authenticated, not encrypted; may be empty
  /// @return the encapsulated key (32 bytes), then the ciphertext (RFC 9180, base mode,
  ///   X25519/HKDF-SHA256/AES-256-GCM)
  public Bytes encrypt(String keyId, Bytes plaintext, Bytes aad)
      throws IOException, InterruptedException, VaultException {
    return hex(
        requests.post(KeyPaths.of(keyId, "encrypt"), with(aad, "plaintext", plaintext)).body(),
        "ciphertext");
  }

  /// Decrypts.
  ///
  /// @param ciphertext as [#encrypt] gives it
  /// @param aad as it was
  public Receipted<Bytes> decrypt(String keyId, Bytes ciphertext, Bytes aad)
      throws IOException, InterruptedException, VaultException {
    Map<String, Object> body = with(aad, "ciphertext", ciphertext);
    return used(keyId, "decrypt", body, "plaintext");
  }

  /// Authenticates a message.
  ///
  /// @return HMAC-SHA-256, 32 bytes
  public Receipted<Bytes> mac(String keyId, Bytes message)
      throws IOException, InterruptedException, VaultException {
    return used(keyId, "mac", Map.of("message", message.hex()), "mac");
  }

  /// Whether this is the message's code, by the vault's word.
  public boolean verifyMac(String keyId, Bytes message, Bytes mac)
      throws IOException, InterruptedException, VaultException {
    try {
      return requests
          .post(
              KeyPaths.of(keyId, "mac/verify"), Map.of("message", message.hex(), "mac", mac.hex()))
          .body()
          .member("valid")
          .flag();
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException(e.getMessage(), e);
    }
  }

  /// A key that is derived from a key, for a context: the same for the same context.
  public Receipted<Bytes> derive(String keyId, String context)
      throws IOException, InterruptedException, VaultException {
    return used(keyId, "derive", Map.of("context", context), "key");
  }

  private Receipted<Bytes> used(String keyId, String act, Map<String, Object> asked, String member)
      throws IOException, InterruptedException, VaultException {
    Map<String, Object> body = new LinkedHashMap<>(asked);
    body.put("request", requests.newOnce());
    share.ifPresent(own -> body.put("share", own));
    JsonNode answer = requests.post(KeyPaths.of(keyId, act), body).body();
    Receipted<Bytes> used =
        new Receipted<>(
            hex(answer, member), receipts.of(answer, "receipt", keyId, Set.of("key-used")));
    try {
      if (used.receipt().entry().content().member("act").text().equals(act)) {
        return used;
      }
    } catch (MalformedJsonException e) {
      // Said below.
    }
    throw new UnusableVaultAnswerException("a receipt about something else than " + act);
  }

  private static Map<String, Object> with(Bytes aad, String name, Bytes value) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(name, value.hex());
    if (!aad.isEmpty()) {
      body.put("aad", aad.hex());
    }
    return body;
  }

  private static Bytes hex(JsonNode answer, String member) throws UnusableVaultAnswerException {
    try {
      return AnswerJson.hex(answer.member(member));
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException(e.getMessage(), e);
    }
  }
}
