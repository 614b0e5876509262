// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.note;

import dev.strongroom.attestation.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;

/// A fresh key of the JDK's that signs notes: another implementation than the one that verifies
/// Ed25519.
public record TestSigner(VerifierKey key, PrivateKey privateKey) {
  /// A key of this name and type.
  public static TestSigner create(String name, KeyType type) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(algorithm(type)).generateKeyPair();
      Bytes info = Bytes.copyOf(pair.getPublic().getEncoded());
      // SubjectPublicKeyInfo ends with the key as RFC 8032 and FIPS 204 encode it.
      Bytes raw = info.slice(info.length() - type.keyLength(), info.length());
      return new TestSigner(new VerifierKey(name, type, raw), pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The same key under another name or for other signatures.
  public TestSigner as(String name, KeyType type) {
    return new TestSigner(new VerifierKey(name, type, key.publicKey()), privateKey);
  }

  /// A bare signature.
  public Bytes sign(Bytes message) {
    try {
      Signature signature = Signature.getInstance(algorithm(key.type()));
      signature.initSign(privateKey);
      message.updateTo(signature);
      return Bytes.copyOf(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A log's signature of a text.
  public NoteSignature sign(String text) {
    return NoteSignature.of(key, sign(Bytes.utf8(text)));
  }

  /// A witness's signature of a text.
  public NoteSignature cosign(String text, long seconds) {
    Bytes message =
        key.type() == KeyType.COSIGNATURE_ED25519
            ? Signatures.timed(text, seconds)
            : Signatures.subtree(text, key.name(), seconds).orElseThrow();
    return NoteSignature.of(key, Signatures.withTime(seconds, sign(message)));
  }

  private static String algorithm(KeyType type) {
    return type == KeyType.COSIGNATURE_ML_DSA_44 ? "ML-DSA-44" : "Ed25519";
  }
}
