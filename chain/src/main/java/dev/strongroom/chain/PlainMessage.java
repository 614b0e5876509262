// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.solana.SolanaTransaction;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;

/// Bytes under no format. An Ed25519 key signs them themselves, another one their SHA-256 by ECDSA.
///
/// Nothing keeps them apart from what else keys sign: to Solana's validators the bytes of a
/// transaction are one (`looks-like-transaction`), and the SHA-256 of 32 bytes may be what a
/// Bitcoin signature is over.
public final class PlainMessage implements Signable {
  private static final int MOST = 1 << 20;
  private static final int SHOWN = 256;
  private static final int ED25519_LENGTH = 64;
  private static final int ECDSA_LENGTH = 65;

  private final Bytes message;

  private PlainMessage(Bytes message) {
    this.message = message;
  }

  /// Takes a message of 1 byte to 1 MiB.
  ///
  /// @throws UndecodableException `bad-length`
  public static PlainMessage of(Bytes message) throws UndecodableException {
    if (message.isEmpty() || message.length() > MOST) {
      throw new UndecodableException("bad-length", "a message of " + message.length() + " bytes");
    }
    return new PlainMessage(message);
  }

  @Override
  public Form form() {
    return Form.MESSAGE;
  }

  @Override
  public Facts facts(PublicKey key) {
    boolean transaction = key.curve() == Curve.ED25519 && looksLikeTransaction();
    return facts(
        transaction ? List.of("any-message", "looks-like-transaction") : List.of("any-message"));
  }

  /// The bytes as policies see them when nothing is signed: when they are decrypted, say.
  public Facts facts() {
    return facts(List.of("any-message"));
  }

  private Facts facts(List<String> unsure) {
    return new Facts(
        Form.MESSAGE,
        Map.of(
            "text", ShownText.of(message).orElse(""),
            "hex", message.slice(0, Math.min(SHOWN, message.length())).hex(),
            "length", (long) message.length(),
            "ascii", ShownText.ascii(message)),
        unsure);
  }

  private boolean looksLikeTransaction() {
    try {
      SolanaTransaction _ = SolanaTransaction.parse(message);
      return true;
    } catch (UndecodableException e) {
      return false;
    }
  }

  @Override
  public List<SigningItem> toSign(PublicKey key) {
    return List.of(
        key.curve() == Curve.ED25519
            ? new SigningItem(Scheme.ED25519, message)
            : new SigningItem(Scheme.ECDSA, sha256(message)));
  }

  @Override
  public Signed signed(PublicKey key, List<Bytes> signatures) throws UndecodableException {
    return onlySignature(key.curve() == Curve.ED25519 ? Scheme.ED25519 : Scheme.ECDSA, signatures);
  }

  /// The only signature, which is also the result.
  static Signed onlySignature(Scheme scheme, List<Bytes> signatures) throws UndecodableException {
    int length = scheme == Scheme.ECDSA ? ECDSA_LENGTH : ED25519_LENGTH;
    if (signatures.size() != 1 || signatures.getFirst().length() != length) {
      throw new UndecodableException(
          "bad-signature", "one signature of " + length + " bytes is needed");
    }
    return new Signed(signatures, signatures.getFirst(), Bytes.EMPTY);
  }

  private static Bytes sha256(Bytes data) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      data.updateTo(digest);
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
