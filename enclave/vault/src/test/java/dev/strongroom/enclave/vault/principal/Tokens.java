// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Map;
import org.bouncycastle.util.BigIntegers;

/// An issuer of ID tokens, which signs with the JDK.
public final class Tokens {
  /// A new issuer.
  public Tokens() {}

  final KeyPair rsa = pair("RSA", 2048);
  final KeyPair ec = pair("EC", 256);
  final SigningKey ed25519 = SigningKey.generate(new SecureRandom());

  private static KeyPair pair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The keys as the issuer publishes them: `rsa`, `ec`, `ed`.
  public Map<String, Object> jwks() {
    return Map.of("keys", List.of(rsaKey(), ecKey(), edKey()));
  }

  Map<String, Object> rsaKey() {
    RSAPublicKey key = (RSAPublicKey) rsa.getPublic();
    return Map.of(
        "kty", "RSA",
        "kid", "rsa",
        "use", "sig",
        "n", number(key.getModulus(), 256),
        "e", number(key.getPublicExponent(), 3));
  }

  Map<String, Object> ecKey() {
    ECPublicKey key = (ECPublicKey) ec.getPublic();
    return Map.of(
        "kty", "EC",
        "kid", "ec",
        "alg", "ES256",
        "crv", "P-256",
        "x", number(key.getW().getAffineX(), 32),
        "y", number(key.getW().getAffineY(), 32));
  }

  Map<String, Object> edKey() {
    return Map.of(
        "kty", "OKP",
        "kid", "ed",
        "crv", "Ed25519",
        "x", Encodings.base64Url(ed25519.publicKey()));
  }

  private static String number(BigInteger number, int length) {
    return Encodings.base64Url(Bytes.copyOf(BigIntegers.asUnsignedByteArray(length, number)));
  }

  /// A token with this header, signed as `how` says: that needn't be what the header says.
  public String token(Map<String, Object> header, Map<String, Object> claims, String how)
      throws GeneralSecurityException {
    return token(CanonicalJson.encode(header), CanonicalJson.encode(claims), how);
  }

  String token(Bytes header, Bytes claims, String how) throws GeneralSecurityException {
    String signed = Encodings.base64Url(header) + "." + Encodings.base64Url(claims);
    return signed + "." + Encodings.base64Url(signature(Bytes.utf8(signed), how));
  }

  private Bytes signature(Bytes signed, String how) throws GeneralSecurityException {
    Signature signer =
        switch (how) {
          case "RS256" -> Signature.getInstance("SHA256withRSA");
          case "PS256" -> Signature.getInstance("RSASSA-PSS");
          case "ES256" -> Signature.getInstance("SHA256withECDSAinP1363Format");
          case "EdDSA" -> {
            yield null;
          }
          default -> throw new IllegalArgumentException(how);
        };
    if (signer == null) {
      return ed25519.sign(signed.toByteArray());
    }
    if (how.equals("PS256")) {
      signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    signer.initSign(how.equals("ES256") ? ec.getPrivate() : rsa.getPrivate());
    signed.updateTo(signer);
    return Bytes.copyOf(signer.sign());
  }
}
