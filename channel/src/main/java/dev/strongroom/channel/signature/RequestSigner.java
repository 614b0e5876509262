// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import dev.strongroom.attestation.Bytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// Signs requests to a vault, for clients. Thread-safe if its randomness is.
public final class RequestSigner {
  private static final int NONCE = 24;

  private final SecureRandom random;
  private final Duration lifetime;

  /// @param random for nonces
  /// @param lifetime how long a request holds, in whole seconds; a vault takes at most two minutes
  public RequestSigner(SecureRandom random, Duration lifetime) {
    this.random = random;
    this.lifetime = lifetime;
  }

  /// Signs a request.
  ///
  /// @param epoch of the enclave's boot, as it says it
  /// @return what to add to the request's headers, by lower-case name
  /// @throws IllegalArgumentException if the epoch isn't printable ASCII
  public Map<String, String> sign(
      RequestTarget target, Bytes body, String epoch, Instant now, RequestKey key) {
    RequestPublicKey publicKey = key.publicKey();
    UnsignedRequest request =
        prepare(target, body, epoch, now, publicKey.algorithm(), publicKey.id());
    return request.withSignature(key.sign(request.base()));
  }

  /// The same for a body with a secret in it, of which no copy is made: the caller may wipe it.
  ///
  /// @throws IllegalArgumentException if the epoch isn't printable ASCII
  public Map<String, String> sign(
      RequestTarget target, byte[] body, String epoch, Instant now, RequestKey key) {
    RequestPublicKey publicKey = key.publicKey();
    UnsignedRequest request =
        prepared(target, ContentDigest.of(body), epoch, now, publicKey.algorithm(), publicKey.id());
    return request.withSignature(key.sign(request.base()));
  }

  /// Prepares a request that a passkey or some other key elsewhere is to sign.
  ///
  /// @param keyId of a passkey the credential's id in base64url without padding
  /// @throws IllegalArgumentException if epoch or key id aren't printable ASCII
  public UnsignedRequest prepare(
      RequestTarget target,
      Bytes body,
      String epoch,
      Instant now,
      RequestAlgorithm algorithm,
      String keyId) {
    return prepared(target, ContentDigest.of(body), epoch, now, algorithm, keyId);
  }

  private UnsignedRequest prepared(
      RequestTarget target,
      String digest,
      String epoch,
      Instant now,
      RequestAlgorithm algorithm,
      String keyId) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("created", now.getEpochSecond());
    parameters.put("expires", now.getEpochSecond() + lifetime.toSeconds());
    parameters.put("nonce", Base64.getUrlEncoder().withoutPadding().encodeToString(nonce));
    parameters.put("keyid", keyId);
    parameters.put("alg", algorithm.code());
    parameters.put("tag", RequestProfile.TAG);
    SignatureInput input =
        new SignatureInput(RequestProfile.LABEL, RequestProfile.COMPONENTS, parameters);
    try {
      Bytes base = SignatureBase.of(input, RequestProfile.values(target, digest, epoch));
      return new UnsignedRequest(
          base,
          Map.of(
              RequestProfile.SIGNATURE_INPUT,
              SignatureInput.parse(input.field()).field(),
              RequestProfile.CONTENT_DIGEST,
              digest,
              RequestProfile.EPOCH,
              epoch));
    } catch (RefusedRequestException e) {
      throw new IllegalArgumentException("epoch and key id have to be printable ASCII", e);
    }
  }
}
