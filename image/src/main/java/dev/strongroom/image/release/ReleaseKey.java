// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.signature.Pem;
import dev.strongroom.image.signature.SigningAlgorithm;
import dev.strongroom.image.signature.SigningCertificate;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/// Whose signature makes a release good: a public key that the reader got on another way.
///
/// @param key on P-256, P-384 or P-521
/// @param algorithm the one of its curve
public record ReleaseKey(PublicKey key, SigningAlgorithm algorithm) {
  /// Of a key.
  ///
  /// @throws ReleaseException if it is on another curve, or none
  public static ReleaseKey of(PublicKey key) throws ReleaseException {
    return new ReleaseKey(
        key,
        SigningAlgorithm.of(key)
            .orElseThrow(() ->
                new ReleaseException(
                    ReleaseProblem.UNSUPPORTED_KEY, "the key isn't on P-256, P-384 or P-521")));
  }

  /// Reads PEM: a public key (RFC 5280, SubjectPublicKeyInfo), or a certificate, of which only the
  /// key counts.
  ///
  /// @throws ReleaseException if it is neither
  public static ReleaseKey ofPem(String text) throws ReleaseException {
    try {
      Optional<Bytes> encoded = Pem.only("PUBLIC KEY", text);
      return of(
          encoded.isPresent()
              ? KeyFactory.getInstance("EC")
                  .generatePublic(new X509EncodedKeySpec(encoded.get().toByteArray()))
              : SigningCertificate.ofPem(text).key());
    } catch (GeneralSecurityException e) {
      throw new ReleaseException(
          ReleaseProblem.UNSUPPORTED_KEY,
          "neither one public key of an elliptic curve nor one certificate, in PEM");
    }
  }

  /// By which envelopes name it: the SHA-256 of its SubjectPublicKeyInfo, hexadecimal digits.
  public String id() {
    return Sha256.of(Bytes.copyOf(key.getEncoded())).hex();
  }

  /// Whether it made a signature.
  ///
  /// @param signature DER, as sigstore's tools have it
  boolean made(Bytes signature, Bytes message, SignatureProvider provider) {
    try {
      String name = algorithm.verification().replace("inP1363Format", "");
      Signature verification = Signature.getInstance(name, provider.provider());
      verification.initVerify(key);
      message.updateTo(verification);
      return signature.verifiedBy(verification);
    } catch (SignatureException | InvalidKeyException e) {
      // Badly formed values and unusable keys verify nothing.
      return false;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(provider.name() + " can't do " + algorithm, e);
    }
  }
}
