// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.VerifierKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A witness's private keys: Ed25519 (RFC 8032), and ML-DSA-44 (FIPS 204) if it has one. They never
/// leave this object, which wipes what it can when closed. Thread-safe.
public final class WitnessKeys implements AutoCloseable {
  /// Of each key's seed, in bytes.
  static final int SEED = 32;

  private final String name;
  private final byte[] seed;
  private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
  private final Optional<MLDSAPrivateKeyParameters> mlDsa;
  private final SecureRandom random;
  private final List<VerifierKey> verifierKeys;
  private boolean closed;

  /// Keys from their seeds, which are copied: the caller wipes its own.
  ///
  /// @param name under which the witness signs
  /// @param ed25519 32 bytes
  /// @param mlDsa 32 bytes, or none for no such key
  /// @param random for ML-DSA's hedged signatures
  WitnessKeys(String name, byte[] ed25519, Optional<byte[]> mlDsa, SecureRandom random) {
    this.name = name;
    this.random = random;
    seed = ed25519.clone();
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    this.mlDsa =
        mlDsa.map(bytes -> new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, bytes));
    List<VerifierKey> keys = new ArrayList<>();
    keys.add(new VerifierKey(name, KeyType.COSIGNATURE_ED25519, Bytes.copyOf(publicKey)));
    this.mlDsa.ifPresent(key ->
        keys.add(
            new VerifierKey(
                name, KeyType.COSIGNATURE_ML_DSA_44, Bytes.copyOf(key.getPublicKey()))));
    verifierKeys = List.copyOf(keys);
  }

  /// The witness's name.
  public String name() {
    return name;
  }

  /// The public keys, that of Ed25519 first.
  public List<VerifierKey> verifierKeys() {
    return verifierKeys;
  }

  /// Whether a text is a checkpoint that every key can sign: ML-DSA has a byte for the origin's
  /// length.
  boolean cosignable(String text) {
    return mlDsa.isEmpty() || Signatures.subtree(text, name, 1).isPresent();
  }

  /// Cosigns a checkpoint with each key (C2SP tlog-cosignature).
  ///
  /// @param text of a checkpoint that is [#cosignable(String)]
  /// @param seconds since the epoch, more than 0
  /// @throws IllegalStateException if the keys were closed
  List<NoteSignature> cosign(String text, long seconds) {
    return verifierKeys.stream()
        .map(key -> NoteSignature.of(key, Signatures.withTime(seconds, sign(key, text, seconds))))
        .toList();
  }

  private Bytes sign(VerifierKey key, String text, long seconds) {
    return switch (key.type()) {
      case COSIGNATURE_ED25519 -> ed25519(Signatures.timed(text, seconds).toByteArray());
      case COSIGNATURE_ML_DSA_44 ->
          mlDsa(Signatures.subtree(text, name, seconds).orElseThrow().toByteArray());
      case ED25519 -> throw new IllegalStateException("a log's key");
    };
  }

  private Bytes ed25519(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    byte[] copy = seedToUse();
    try {
      Ed25519.sign(copy, 0, publicKey, 0, message, 0, message.length, signature, 0);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
    return Bytes.copyOf(signature);
  }

  /// A copy, so that several threads sign at once while one may close.
  private synchronized byte[] seedToUse() {
    if (closed) {
      throw new IllegalStateException("the keys were wiped");
    }
    return seed.clone();
  }

  private Bytes mlDsa(byte[] message) {
    MLDSASigner signer = new MLDSASigner();
    signer.init(true, new ParametersWithRandom(mlDsa.orElseThrow(), random));
    signer.update(message, 0, message.length);
    try {
      return Bytes.copyOf(signer.generateSignature());
    } catch (CryptoException e) {
      throw new IllegalStateException("ML-DSA signs any message", e);
    }
  }

  /// Wipes the keys.
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(seed, (byte) 0);
    mlDsa.ifPresent(MLDSAPrivateKeyParameters::destroy);
  }

  @Override
  public String toString() {
    return "keys of " + name;
  }
}
