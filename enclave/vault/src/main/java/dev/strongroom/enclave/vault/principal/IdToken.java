// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An ID token (OpenID Connect Core 1.0, section 2) in compact form (RFC 7515, section 3.1), read
/// but not believed. Null, fractions and duplicates are refused wherever they are.
///
/// @param algorithm of its header
/// @param keyId of its header
/// @param issuer `iss`
/// @param subject `sub`
/// @param audiences `aud`, one or several
/// @param authorizedParty `azp`
/// @param nonce `nonce`
/// @param issued `iat`
/// @param expires `exp`
/// @param notBefore `nbf`
/// @param signed what the signature is over
/// @param signature of the issuer
record IdToken(
    IdTokenAlgorithm algorithm,
    String keyId,
    String issuer,
    String subject,
    List<String> audiences,
    Optional<String> authorizedParty,
    String nonce,
    Instant issued,
    Instant expires,
    Optional<Instant> notBefore,
    Bytes signed,
    Bytes signature) {
  private static final int LONGEST = 16 << 10;
  private static final int PARTS = 3;
  private static final Set<String> HEADER = Set.of("alg", "kid", "typ", "x5t", "x5t#S256");
  private static final long MOST_SECONDS = 1L << 40;

  static IdToken parse(String token) throws RefusedPrincipalException {
    if (token.length() > LONGEST) {
      throw RefusedPrincipalException.malformed("a token of more than " + LONGEST + " characters");
    }
    String[] parts = token.split("\\.", PARTS + 1);
    if (parts.length != PARTS) {
      throw RefusedPrincipalException.malformed("a token has three parts");
    }
    try {
      JsonNode header = Encodings.json(Encodings.base64Url(parts[0], LONGEST));
      String code = header.member("alg").text();
      IdTokenAlgorithm algorithm =
          IdTokenAlgorithm.of(code)
              .orElseThrow(() ->
                  new RefusedPrincipalException(
                      PrincipalRefusal.UNKNOWN_ALGORITHM, "not an algorithm for tokens"));
      // No `crit`, no key and no place of a key that the token brings along itself.
      header.onlyMembers(HEADER);
      JsonNode claims = Encodings.json(Encodings.base64Url(parts[1], LONGEST));
      return new IdToken(
          algorithm,
          header.member("kid").text(),
          claims.member("iss").text(),
          claims.member("sub").text(),
          audiences(claims.member("aud")),
          text(claims, "azp"),
          text(claims, "nonce").orElse(""),
          instant(claims.member("iat")),
          instant(claims.member("exp")),
          claims.optional("nbf").isPresent()
              ? Optional.of(instant(claims.member("nbf")))
              : Optional.empty(),
          Bytes.utf8(parts[0] + "." + parts[1]),
          Encodings.base64Url(parts[2], LONGEST));
    } catch (MalformedJsonException e) {
      throw Encodings.malformed(e);
    }
  }

  private static Optional<String> text(JsonNode claims, String name) throws MalformedJsonException {
    var found = claims.optional(name);
    return found.isPresent() ? Optional.of(found.get().text()) : Optional.empty();
  }

  private static List<String> audiences(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof String) {
      return List.of(node.text());
    }
    List<String> audiences = new ArrayList<>();
    for (JsonNode item : node.items()) {
      audiences.add(item.text());
    }
    return List.copyOf(audiences);
  }

  private static Instant instant(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof Long seconds && seconds >= 0 && seconds < MOST_SECONDS) {
      return Instant.ofEpochSecond(seconds);
    }
    throw node.error("a time in seconds is needed");
  }
}
