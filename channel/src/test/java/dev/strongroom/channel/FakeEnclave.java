// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.nitro.Pcrs;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Evidence of a simulated enclave with keys of its own.
final class FakeEnclave implements AttestationSource {
  private final FakeNitro vendor;
  private final SigningKey attestationKey = SigningKey.generate(new SecureRandom());
  private final SigningKey identityKey = SigningKey.generate(new SecureRandom());
  private UnaryOperator<FakeDocument> change = UnaryOperator.identity();

  FakeEnclave(FakeNitro vendor) {
    this.vendor = vendor;
  }

  /// Changes each document before it is signed.
  FakeEnclave changed(UnaryOperator<FakeDocument> by) {
    change = by;
    return this;
  }

  /// Measures nothing, as in debug mode.
  FakeEnclave debug() {
    return changed(document -> {
      Pcrs.IMAGE.forEach(index -> document.content().pcr(index, Bytes.zeros(Pcrs.LENGTH)));
      return document;
    });
  }

  Bytes identity() {
    return identityKey.publicKey();
  }

  KeyStatement statement() {
    return new KeyStatement(attestationKey.publicKey(), identityKey.publicKey(), Optional.empty());
  }

  @Override
  public Attested current() {
    return attested(null);
  }

  @Override
  public Attested fresh(Bytes nonce) {
    return attested(nonce);
  }

  private Attested attested(@Nullable Bytes nonce) {
    KeyStatement statement = statement();
    FakeDocument document = vendor.document();
    document
        .content()
        .bytes("public_key", statement.attestationKey())
        .bytes("user_data", statement.binding())
        .bytes("nonce", nonce);
    return new Attested(statement, change.apply(document).issue(), attestationKey);
  }
}
