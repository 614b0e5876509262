// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

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

/// A key that signs notes, by the JDK.
record SigningKey(KeyPair keys) {
  static SigningKey create() throws GeneralSecurityException {
    return new SigningKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
  }

  Bytes publicKey() {
    Bytes encoded = Bytes.copyOf(keys.getPublic().getEncoded());
    return encoded.slice(encoded.length() - 32, encoded.length());
  }

  VerifierKey log(String name) {
    return new VerifierKey(name, KeyType.ED25519, publicKey());
  }

  VerifierKey witness(String name) {
    return new VerifierKey(name, KeyType.COSIGNATURE_ED25519, publicKey());
  }

  NoteSignature sign(String name, String text) throws GeneralSecurityException {
    return NoteSignature.of(log(name), sign(Bytes.utf8(text)));
  }

  NoteSignature cosign(String name, String text, Instant time) throws GeneralSecurityException {
    long seconds = time.getEpochSecond();
    return NoteSignature.of(
        witness(name), Signatures.withTime(seconds, sign(Signatures.timed(text, seconds))));
  }

  Bytes sign(Bytes message) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(keys.getPrivate());
    message.updateTo(signature);
    return Bytes.copyOf(signature.sign());
  }
}
