// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.image.release.Envelope.Signed;
import dev.strongroom.image.signature.SigningException;
import dev.strongroom.image.signature.SigningKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Makes and verifies the envelopes of releases.
public final class SignedRelease {
  private SignedRelease() {}

  /// Signs a release.
  ///
  /// @param key whose signature it will be
  /// @param signing its private key
  /// @throws SigningException if that can't sign, or is another's
  /// @throws IOException if it can't be reached
  public static Envelope sign(Release release, ReleaseKey key, SigningKey signing)
      throws SigningException, IOException {
    Bytes payload = Statement.of(release);
    Bytes message = Envelope.preAuthentication(Statement.PAYLOAD_TYPE, payload);
    Bytes value = DerSignature.of(signing.sign(key.algorithm(), key.algorithm().digest(message)));
    // Whatever the private key is and wherever it is kept: only this proves that it is the one.
    if (!key.made(value, message, SignatureProvider.jdk())) {
      throw new SigningException("the private key doesn't belong to the public one");
    }
    return new Envelope(
        Statement.PAYLOAD_TYPE, payload, List.of(new Signed(Optional.of(key.id()), value)));
  }

  /// Verifies that a key signed a release.
  ///
  /// @throws ReleaseException if it didn't, or if what it signed is no release
  public static Release verify(Envelope envelope, ReleaseKey key, SignatureProvider provider)
      throws ReleaseException {
    Bytes message = Envelope.preAuthentication(envelope.payloadType(), envelope.payload());
    if (envelope.signatures().stream()
        .noneMatch(signed -> key.made(signed.value(), message, provider))) {
      throw new ReleaseException(
          ReleaseProblem.BAD_SIGNATURE, "the key made none of the release's signatures");
    }
    return read(envelope);
  }

  /// What an envelope says, whoever signed it.
  ///
  /// @throws ReleaseException if that is no release
  public static Release read(Envelope envelope) throws ReleaseException {
    if (!envelope.payloadType().equals(Statement.PAYLOAD_TYPE)) {
      throw new ReleaseException(
          ReleaseProblem.NOT_A_RELEASE, "a payload of type \"" + envelope.payloadType() + "\"");
    }
    return StatementReader.read(envelope.payload());
  }
}
