// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import dev.strongroom.attestation.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/// Keys on P-256 that are born here, and leave only sealed.
final class EnclaveKey {
  private static final String ALGORITHM = "EC";

  private EnclaveKey() {}

  static KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  /// As it is sealed: private key and public key, base 64, with a space between them.
  static String text(KeyPair key) {
    Base64.Encoder base64 = Base64.getEncoder();
    return base64.encodeToString(key.getPrivate().getEncoded())
        + " "
        + base64.encodeToString(key.getPublic().getEncoded());
  }

  /// Reads what [#text] wrote.
  ///
  /// @throws CertificateException if it didn't
  static KeyPair parse(String text) throws CertificateException {
    String[] parts = text.split(" ", -1);
    try {
      KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
      Base64.Decoder base64 = Base64.getDecoder();
      if (parts.length == 2) {
        return new KeyPair(
            factory.generatePublic(new X509EncodedKeySpec(base64.decode(parts[1]))),
            factory.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(parts[0]))));
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new CertificateException(CertificateProblem.STORE, "a sealed key isn't one", e);
    }
    throw new CertificateException(CertificateProblem.STORE, "a sealed key isn't one", null);
  }

  /// SHA-256 of the key as certificates have it, in hexadecimal digits.
  static String sha256(PublicKey key) {
    return sha256(key.getEncoded());
  }

  static String sha256(byte[] bytes) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes)).hex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
