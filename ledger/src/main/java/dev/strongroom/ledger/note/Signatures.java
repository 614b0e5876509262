// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.note;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// Verifies the signatures of notes, and says what is to be signed.
public final class Signatures {
  private static final int TIME = 8;

  /// SubjectPublicKeyInfo of an ML-DSA-44 key up to the key itself (RFC 9881, 2 and 4): two
  /// sequences, the algorithm 2.16.840.1.101.3.4.3.17, a bit string.
  private static final Bytes ML_DSA_44_PREFIX =
      Bytes.fromHex("30820532300b060960864801650304031103820521" + "00");

  private static final byte[] SUBTREE = "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);

  private Signatures() {}

  /// What the signature of `key` says, if it is good.
  ///
  /// @param time when it was made; empty for keys whose signatures carry no time, and where an
  ///   ML-DSA signature says none
  public record Good(VerifierKey key, Optional<Instant> time) {}

  /// Verifies the signature that says that it is from `key`.
  ///
  /// @return empty if there is none, or it is wrong
  public static Optional<Good> verify(SignedNote note, VerifierKey key) {
    return note.from(key).flatMap(signature -> verify(note.text(), signature, key));
  }

  /// Verifies a signature.
  ///
  /// @param text of the note
  /// @return empty if it is wrong
  public static Optional<Good> verify(String text, NoteSignature signature, VerifierKey key) {
    if (!signature.isFrom(key)) {
      return Optional.empty();
    }
    return key.type().timestamped()
        ? verifyTimed(text, signature.value(), key)
        : ed25519(key.publicKey(), Bytes.utf8(text), signature.value())
            ? Optional.of(new Good(key, Optional.empty()))
            : Optional.empty();
  }

  private static Optional<Good> verifyTimed(String text, Bytes value, VerifierKey key) {
    if (value.length() <= TIME) {
      return Optional.empty();
    }
    long time = ByteBuffer.wrap(value.slice(0, TIME).toByteArray()).getLong();
    if (time < 0 || time > Instant.MAX.getEpochSecond()) {
      return Optional.empty();
    }
    Bytes signature = value.slice(TIME, value.length());
    boolean good =
        switch (key.type()) {
          case COSIGNATURE_ED25519 -> ed25519(key.publicKey(), timed(text, time), signature);
          case COSIGNATURE_ML_DSA_44 ->
              subtree(text, key.name(), time)
                  .filter(message -> mlDsa(key.publicKey(), message, signature))
                  .isPresent();
          case ED25519 -> false;
        };
    // ML-DSA signatures may leave the time out; the older form can't.
    Optional<Instant> said =
        time == 0 && key.type() == KeyType.COSIGNATURE_ML_DSA_44
            ? Optional.empty()
            : Optional.of(Instant.ofEpochSecond(time));
    return good ? Optional.of(new Good(key, said)) : Optional.empty();
  }

  /// What a witness signs by Ed25519 (C2SP tlog-cosignature, "Ed25519 signed message").
  ///
  /// @param text of the checkpoint
  /// @param seconds since the epoch
  public static Bytes timed(String text, long seconds) {
    return Bytes.utf8("cosignature/v1\ntime " + seconds + "\n" + text);
  }

  /// What is signed by ML-DSA-44 (the same, "ML-DSA-44 signed message"); empty if the text isn't a
  /// checkpoint that fits.
  ///
  /// @param name of the signer
  public static Optional<Bytes> subtree(String text, String name, long seconds) {
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.parse(text);
    } catch (MalformedLedgerException e) {
      return Optional.empty();
    }
    byte[] signer = Bytes.utf8(name).toByteArray();
    byte[] origin = Bytes.utf8(checkpoint.origin()).toByteArray();
    if (signer.length > 0xff || origin.length > 0xff) {
      return Optional.empty();
    }
    ByteBuffer message =
        ByteBuffer.allocate(SUBTREE.length + 1 + signer.length + TIME + 1 + origin.length + 48);
    message.put(SUBTREE).put((byte) signer.length).put(signer).putLong(seconds);
    message.put((byte) origin.length).put(origin).putLong(0).putLong(checkpoint.size());
    message.put(checkpoint.root().toByteArray());
    return Optional.of(Bytes.copyOf(message.array()));
  }

  /// The value of a signature with a time.
  public static Bytes withTime(long seconds, Bytes signature) {
    return Bytes.copyOf(
        ByteBuffer.allocate(TIME + signature.length())
            .putLong(seconds)
            .put(signature.toByteArray())
            .array());
  }

  /// Whether `signature` is that of an Ed25519 key over `message`; false for anything badly formed.
  public static boolean ed25519(Bytes publicKey, Bytes message, Bytes signature) {
    byte[] text = message.toByteArray();
    return publicKey.length() == Ed25519.PUBLIC_KEY_SIZE
        && signature.length() == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(
            signature.toByteArray(), 0, publicKey.toByteArray(), 0, text, 0, text.length);
  }

  private static boolean mlDsa(Bytes publicKey, Bytes message, Bytes signature) {
    byte[] encoded =
        ByteBuffer.allocate(ML_DSA_44_PREFIX.length() + publicKey.length())
            .put(ML_DSA_44_PREFIX.toByteArray())
            .put(publicKey.toByteArray())
            .array();
    try {
      Signature verification = Signature.getInstance("ML-DSA-44", "SUN");
      verification.initVerify(
          KeyFactory.getInstance("ML-DSA-44", "SUN")
              .generatePublic(new X509EncodedKeySpec(encoded)));
      message.updateTo(verification);
      return signature.verifiedBy(verification);
    } catch (GeneralSecurityException e) {
      // Badly formed values and unusable keys verify nothing.
      return false;
    }
  }
}
