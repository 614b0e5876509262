// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.eif.SignatureSection;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Optional;

/// Signs images: PCR8 then tells by whom. PCR0, 1 and 2 stay as they are.
///
/// @param certificate of the signer, which boots with the image
/// @param key the one that the certificate is about
public record ImageSigner(SigningCertificate certificate, SigningKey key) {

  /// Makes the section for an image with these measurements.
  ///
  /// @param at the time for which the certificate must be valid
  /// @throws SigningException if the certificate isn't valid or of an unsupported kind, or if the
  ///   key can't sign or isn't the certificate's
  /// @throws IOException if the key can't be reached
  public SignatureSection sign(Measurements measured, Instant at)
      throws SigningException, IOException {
    SigningAlgorithm algorithm =
        SigningAlgorithm.of(certificate.key())
            .orElseThrow(() -> new SigningException(SignatureProblem.UNSUPPORTED_KEY.toString()));
    Optional<SignatureProblem> invalid = ImageSignature.validity(certificate, at);
    if (invalid.isPresent()) {
      throw new SigningException(invalid.get().toString());
    }
    Bytes payload = SignedPayload.of(measured.pcr0());
    Bytes signature =
        key.sign(algorithm, algorithm.digest(SignedPayload.prefix(algorithm, payload), payload));
    // Whatever the key is and wherever it is kept: only this proves that it is the right one.
    if (!ImageSignature.verifies(
        certificate, algorithm, payload, signature, SignatureProvider.jdk())) {
      throw new SigningException("the key isn't the one that the certificate is about");
    }
    return SignatureSection.of(
        certificate.der(),
        new CborWriter()
            .array(4)
            .bytes(algorithm.protectedHeader())
            .map(0)
            .bytes(payload)
            .bytes(signature)
            .toBytes());
  }

  /// Writes an image anew with this signer's signature instead of one that it may have.
  ///
  /// @return what the new image measures
  /// @throws MalformedEifException if the image is damaged
  /// @throws SigningException as for [#sign(Measurements, Instant)]; also if the image is of a
  ///   version of the format that has no signatures
  /// @throws IOException if the image can't be read or written, or the key not be reached
  public Measurements sign(EifFile image, Instant at, FileChannel out)
      throws IOException, MalformedEifException, SigningException {
    if (!image.canBeSigned()) {
      throw new SigningException(
          "version " + image.version() + " of the format has no room for a signature");
    }
    SignatureSection section = sign(image.measure(), at);
    return image.writeSigned(Optional.of(section), out);
  }
}
