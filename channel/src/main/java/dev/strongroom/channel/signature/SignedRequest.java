// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import dev.strongroom.attestation.Bytes;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A request that says who signed it; whether that is so [#verify] finds out. That it wasn't sent
/// before, and is for this boot, is for whoever keeps the nonces.
///
/// @param target what it is for
/// @param epoch for which boot of the enclave
/// @param created when it was made
/// @param expires when it ends
/// @param nonce 16 to 64 bytes
/// @param keyId whose key: `CURVE:HEX`, or the credential's id of a passkey
/// @param algorithm how it is signed
/// @param base what was signed
/// @param proof the signature; of a passkey its assertion as JSON
public record SignedRequest(
    RequestTarget target,
    String epoch,
    Instant created,
    Instant expires,
    Bytes nonce,
    String keyId,
    RequestAlgorithm algorithm,
    Bytes base,
    Bytes proof) {
  private static final int SHORTEST_NONCE = 16;
  private static final int LONGEST_NONCE = 64;
  private static final int LONGEST_ASSERTION = 16 << 10;
  private static final Pattern EPOCH = Pattern.compile("[!-~]{1,128}");
  private static final Pattern KEY_ID = Pattern.compile("[!-~]{1,1400}");

  /// Reads a signed request, and checks its digest against the body.
  ///
  /// @param headers by lower-case name
  /// @throws RefusedRequestException if it isn't in the profile, or the body isn't its own
  public static SignedRequest parse(
      RequestTarget target, Map<String, List<String>> headers, Bytes body)
      throws RefusedRequestException {
    SignatureInput input = SignatureInput.parse(only(headers, RequestProfile.SIGNATURE_INPUT));
    checkProfile(input);
    RequestAlgorithm algorithm =
        RequestAlgorithm.of(text(input, "alg"))
            .orElseThrow(() ->
                new RefusedRequestException(
                    Refusal.UNKNOWN_ALGORITHM, "not an algorithm for requests"));
    String digest = only(headers, RequestProfile.CONTENT_DIGEST);
    String epoch = only(headers, RequestProfile.EPOCH);
    String keyId = text(input, "keyid");
    if (!EPOCH.matcher(epoch).matches() || !KEY_ID.matcher(keyId).matches()) {
      throw FieldReader.malformed("an epoch or a key's id that can't be one");
    }
    ContentDigest.check(digest, body);
    return new SignedRequest(
        target,
        epoch,
        Instant.ofEpochSecond(number(input, "created")),
        Instant.ofEpochSecond(number(input, "expires")),
        nonce(text(input, "nonce")),
        keyId,
        algorithm,
        SignatureBase.of(input, RequestProfile.values(target, digest, epoch)),
        algorithm == RequestAlgorithm.WEBAUTHN
            ? assertion(headers)
            : signature(headers, input.label()));
  }

  /// Makes sure that this key signed it. A key that nobody knows takes as long as a wrong
  /// signature, and is the same refusal.
  ///
  /// @param key by the key id; empty if there is none
  /// @throws RefusedRequestException if it isn't so
  public void verify(Optional<RequestPublicKey> key) throws RefusedRequestException {
    boolean usable = key.isPresent() && key.get().algorithm() == algorithm;
    RequestPublicKey used = usable ? key.get() : Decoys.of(algorithm);
    boolean signed = used.verifies(base, proof);
    if (!usable || !signed) {
      throw new RefusedRequestException(
          Refusal.BAD_SIGNATURE, "no signature of a known key over this request");
    }
  }

  /// What a passkey had to sign.
  ///
  /// @return 32 bytes
  public Bytes challenge() {
    return ContentDigest.sha256(base);
  }

  private static void checkProfile(SignatureInput input) throws RefusedRequestException {
    if (!RequestProfile.COMPONENTS.containsAll(input.components())) {
      throw new RefusedRequestException(Refusal.UNKNOWN_COMPONENT, "a component too many");
    }
    if (!Set.copyOf(input.components()).containsAll(RequestProfile.COMPONENTS)) {
      throw new RefusedRequestException(Refusal.MISSING_COMPONENT, "a component too few");
    }
    if (!RequestProfile.PARAMETERS.containsAll(input.parameters().keySet())) {
      throw new RefusedRequestException(Refusal.UNKNOWN_PARAMETER, "a parameter too many");
    }
    if (!input.parameters().keySet().containsAll(RequestProfile.PARAMETERS)) {
      throw new RefusedRequestException(Refusal.MISSING_PARAMETER, "a parameter too few");
    }
    if (!text(input, "tag").equals(RequestProfile.TAG)) {
      throw new RefusedRequestException(Refusal.OTHER_TAG, "not signed for a vault");
    }
  }

  private static Bytes signature(Map<String, List<String>> headers, String label)
      throws RefusedRequestException {
    FieldReader in = new FieldReader(only(headers, RequestProfile.SIGNATURE));
    if (!in.key().equals(label)) {
      throw FieldReader.malformed("the signature has another label");
    }
    in.expect('=');
    Bytes signature = in.bytes();
    in.end();
    return signature;
  }

  private static Bytes assertion(Map<String, List<String>> headers) throws RefusedRequestException {
    if (headers.containsKey(RequestProfile.SIGNATURE)) {
      throw FieldReader.malformed("a passkey's request has no signature beside the assertion");
    }
    String encoded = only(headers, RequestProfile.PASSKEY);
    if (encoded.length() > LONGEST_ASSERTION) {
      throw FieldReader.malformed("an assertion that is too long");
    }
    return base64Url(encoded);
  }

  private static Bytes nonce(String encoded) throws RefusedRequestException {
    Bytes nonce = base64Url(encoded);
    if (nonce.length() < SHORTEST_NONCE || nonce.length() > LONGEST_NONCE) {
      throw FieldReader.malformed("a nonce has 16 to 64 bytes");
    }
    return nonce;
  }

  private static Bytes base64Url(String encoded) throws RefusedRequestException {
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(encoded);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(decoded).equals(encoded)) {
        return Bytes.copyOf(decoded);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw FieldReader.malformed("base64url without padding is needed");
  }

  private static String text(SignatureInput input, String name) throws RefusedRequestException {
    if (input.parameters().get(name) instanceof String text) {
      return text;
    }
    throw FieldReader.malformed(name + " has to be a text");
  }

  private static long number(SignatureInput input, String name) throws RefusedRequestException {
    if (input.parameters().get(name) instanceof Long number) {
      return number;
    }
    throw FieldReader.malformed(name + " has to be a number");
  }

  private static String only(Map<String, List<String>> headers, String name)
      throws RefusedRequestException {
    List<String> values = headers.getOrDefault(name, List.of());
    if (values.isEmpty()) {
      throw new RefusedRequestException(Refusal.MISSING_HEADER, name + " is missing");
    }
    if (values.size() > 1) {
      throw FieldReader.malformed(name + " comes twice");
    }
    return values.getFirst();
  }
}
