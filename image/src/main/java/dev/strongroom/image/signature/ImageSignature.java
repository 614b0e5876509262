// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cose.CoseSign1;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.eif.SignatureSection;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Judges signatures of images.
public final class ImageSignature {
  private ImageSignature() {}

  /// Verifies a signature over the PCR0 that was measured; what the signature says about itself is
  /// only compared.
  ///
  /// @param section of the image
  /// @param measured of the same image
  /// @param at the time for which the certificate must be valid: the hypervisor refuses others
  public static SignatureVerdict verify(
      SignatureSection section, Measurements measured, SignatureProvider provider, Instant at) {
    List<SignatureProblem> problems = new ArrayList<>();
    SigningCertificate signer;
    try {
      signer = SigningCertificate.ofDer(section.certificate());
    } catch (CertificateException e) {
      return new SignatureVerdict(
          Optional.empty(), Optional.empty(), List.of(SignatureProblem.BAD_CERTIFICATE));
    }
    Optional<SigningAlgorithm> algorithm = SigningAlgorithm.of(signer.key());
    if (algorithm.isEmpty()) {
      problems.add(SignatureProblem.UNSUPPORTED_KEY);
    } else {
      envelope(section.coseSign1(), signer, algorithm.get(), measured.pcr0(), provider)
          .ifPresent(problems::add);
    }
    validity(signer, at).ifPresent(problems::add);
    return new SignatureVerdict(Optional.of(signer), algorithm, problems);
  }

  /// Whether a certificate is valid at a time.
  static Optional<SignatureProblem> validity(SigningCertificate certificate, Instant at) {
    if (at.isBefore(certificate.notBefore())) {
      return Optional.of(SignatureProblem.NOT_YET_VALID);
    }
    return at.isAfter(certificate.notAfter())
        ? Optional.of(SignatureProblem.EXPIRED)
        : Optional.empty();
  }

  private static Optional<SignatureProblem> envelope(
      Bytes coseSign1,
      SigningCertificate signer,
      SigningAlgorithm algorithm,
      Bytes pcr0,
      SignatureProvider provider) {
    CoseSign1 envelope;
    try {
      envelope = CoseSign1.parse(coseSign1);
    } catch (CborException e) {
      return Optional.of(SignatureProblem.MALFORMED);
    }
    if (!envelope.protectedHeader().equals(algorithm.protectedHeader())
        || !envelope.unprotectedEmpty()) {
      return Optional.of(SignatureProblem.WRONG_HEADERS);
    }
    Bytes payload = SignedPayload.of(pcr0);
    if (!envelope.payload().equals(payload)) {
      return Optional.of(SignatureProblem.OTHER_PAYLOAD);
    }
    return verifies(signer, algorithm, payload, envelope.signature(), provider)
        ? Optional.empty()
        : Optional.of(SignatureProblem.BAD_SIGNATURE);
  }

  static boolean verifies(
      SigningCertificate signer,
      SigningAlgorithm algorithm,
      Bytes payload,
      Bytes signature,
      SignatureProvider provider) {
    try {
      Signature verification = Signature.getInstance(algorithm.verification(), provider.provider());
      verification.initVerify(signer.key());
      SignedPayload.prefix(algorithm, payload).updateTo(verification);
      payload.updateTo(verification);
      return signature.verifiedBy(verification);
    } catch (SignatureException | InvalidKeyException e) {
      // Badly formed values and unusable keys verify nothing.
      return false;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(provider.name() + " can't do " + algorithm, e);
    }
  }
}
