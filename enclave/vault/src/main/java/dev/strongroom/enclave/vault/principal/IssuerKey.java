// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.SigningKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;
import java.util.Set;

/// One key of an issuer's (RFC 7517, section 4).
///
/// @param id its `kid`
/// @param only the one algorithm that it says it is for
/// @param key what it is
record IssuerKey(String id, Optional<String> only, Material key) {
  private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");
  private static final int LEAST_RSA = 2048;
  private static final int MOST_RSA = 8192;
  private static final int EC_COORDINATE = 32;
  private static final int ED25519 = 32;
  private static final int MOST_EXPONENT = 8;

  /// A key in the form in which it verifies.
  sealed interface Material {}

  private record Rsa(RSAPublicKey key) implements Material {}

  private record P256(ECPublicKey key) implements Material {}

  private record Ed25519(Bytes key) implements Material {}

  /// Reads a key.
  ///
  /// @return nothing if it is of a kind, or for a use, that ID tokens here don't have
  /// @throws MalformedJsonException if it is of a kind that they have, and wrong; if it is private
  static Optional<IssuerKey> parse(JsonNode node) throws MalformedJsonException {
    for (String name : PRIVATE) {
      if (node.optional(name).isPresent()) {
        throw node.error("a key that isn't public");
      }
    }
    var use = node.optional("use");
    if (use.isPresent() && !use.get().text().equals("sig")) {
      return Optional.empty();
    }
    Optional<Material> material =
        switch (node.member("kty").text()) {
          case "RSA" -> Optional.of(rsa(node));
          case "EC" -> node.member("crv").text().equals("P-256") ? p256(node) : Optional.empty();
          case "OKP" ->
              node.member("crv").text().equals("Ed25519") ? ed25519(node) : Optional.empty();
          default -> Optional.empty();
        };
    if (material.isEmpty()) {
      return Optional.empty();
    }
    var only = node.optional("alg");
    return Optional.of(
        new IssuerKey(
            node.member("kid").text(),
            only.isPresent() ? Optional.of(only.get().text()) : Optional.empty(),
            material.get()));
  }

  private static Material rsa(JsonNode node) throws MalformedJsonException {
    BigInteger modulus = new BigInteger(1, bytes(node, "n", MOST_RSA / 8).toByteArray());
    BigInteger exponent = new BigInteger(1, bytes(node, "e", MOST_EXPONENT).toByteArray());
    if (modulus.bitLength() < LEAST_RSA
        || exponent.compareTo(BigInteger.TWO) <= 0
        || !exponent.testBit(0)) {
      throw node.error("an RSA key that is too weak");
    }
    try {
      return new Rsa(
          (RSAPublicKey)
              KeyFactory.getInstance("RSA", JdkProviders.rsa())
                  .generatePublic(new RSAPublicKeySpec(modulus, exponent)));
    } catch (GeneralSecurityException e) {
      throw node.error("not an RSA key");
    }
  }

  private static Optional<Material> p256(JsonNode node) throws MalformedJsonException {
    Bytes x = bytes(node, "x", EC_COORDINATE);
    Bytes y = bytes(node, "y", EC_COORDINATE);
    try {
      // Nimbus makes sure that the point is on the curve.
      return Optional.of(
          new P256(
              new ECKey.Builder(
                      Curve.P_256,
                      Base64URL.encode(x.toByteArray()),
                      Base64URL.encode(y.toByteArray()))
                  .build()
                  .toECPublicKey(JdkProviders.ec())));
    } catch (JOSEException | IllegalArgumentException | IllegalStateException e) {
      throw node.error("not a point of the curve");
    }
  }

  private static Optional<Material> ed25519(JsonNode node) throws MalformedJsonException {
    Bytes x = bytes(node, "x", ED25519);
    if (x.length() != ED25519) {
      throw node.error("not a key of Ed25519");
    }
    return Optional.of(new Ed25519(x));
  }

  private static Bytes bytes(JsonNode node, String name, int most) throws MalformedJsonException {
    try {
      return Encodings.base64Url(node.member(name).text(), most);
    } catch (RefusedPrincipalException e) {
      throw node.member(name).error("base64url of at most " + most + " bytes is needed");
    }
  }

  /// Whether this key can be used with an algorithm.
  boolean fits(IdTokenAlgorithm algorithm) {
    String type =
        switch (key) {
          case Rsa _ -> "RSA";
          case P256 _ -> "EC";
          case Ed25519 _ -> "OKP";
        };
    return algorithm.keyType().equals(type)
        && (only.isEmpty() || only.get().equals(algorithm.code()));
  }

  /// Whether this key, which fits, made a signature; false for anything badly formed.
  boolean verifies(IdTokenAlgorithm algorithm, Bytes message, Bytes signature) {
    try {
      return switch (key) {
        case Rsa(RSAPublicKey rsa) -> {
          RSASSAVerifier verifier = new RSASSAVerifier(rsa);
          verifier.getJCAContext().setProvider(JdkProviders.rsa());
          yield verified(verifier, algorithm, message, signature);
        }
        case P256(ECPublicKey ec) -> {
          ECDSAVerifier verifier = new ECDSAVerifier(ec);
          verifier.getJCAContext().setProvider(JdkProviders.ec());
          yield verified(verifier, algorithm, message, signature);
        }
        case Ed25519(Bytes raw) -> SigningKey.verifies(raw, message.toByteArray(), signature);
      };
    } catch (JOSEException e) {
      return false;
    }
  }

  private static boolean verified(
      JWSVerifier verifier, IdTokenAlgorithm algorithm, Bytes message, Bytes signature)
      throws JOSEException {
    return verifier.verify(
        new JWSHeader(algorithm.jose()),
        message.toByteArray(),
        Base64URL.encode(signature.toByteArray()));
  }
}
