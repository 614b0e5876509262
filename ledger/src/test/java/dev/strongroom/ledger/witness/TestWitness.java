// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.witness;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.VerifierKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;

/// A signer with a real key: of the JDK, by its other interface than the code under test.
record TestWitness(VerifierKey key, KeyPair pair) {
  static TestWitness ed25519(String name, KeyType type) {
    return of(name, type, "Ed25519");
  }

  static TestWitness mlDsa(String name) {
    return of(name, KeyType.COSIGNATURE_ML_DSA_44, "ML-DSA-44");
  }

  private static TestWitness of(String name, KeyType type, String algorithm) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
      byte[] encoded = pair.getPublic().getEncoded();
      // The key is what SubjectPublicKeyInfo ends with, for both algorithms.
      Bytes key =
          Bytes.copyOf(
              Arrays.copyOfRange(encoded, encoded.length - type.keyLength(), encoded.length));
      return new TestWitness(new VerifierKey(name, type, key), pair);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The same key under another name.
  TestWitness named(String name) {
    return new TestWitness(new VerifierKey(name, key.type(), key.publicKey()), pair);
  }

  NoteSignature sign(String text) {
    return NoteSignature.of(key, signed(Bytes.utf8(text)));
  }

  NoteSignature cosign(String text, Instant time) {
    return cosign(text, time.getEpochSecond());
  }

  NoteSignature cosign(String text, long time) {
    Bytes message =
        key.type() == KeyType.COSIGNATURE_ED25519
            ? Signatures.timed(text, time)
            : Signatures.subtree(text, key.name(), time).orElseThrow();
    return NoteSignature.of(key, Signatures.withTime(time, signed(message)));
  }

  private Bytes signed(Bytes message) {
    try {
      Signature signature = Signature.getInstance(pair.getPrivate().getAlgorithm());
      signature.initSign(pair.getPrivate());
      message.updateTo(signature);
      return Bytes.copyOf(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
