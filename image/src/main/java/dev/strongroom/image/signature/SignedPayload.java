// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.attestation.cose.CoseSign1;

/// What an image's signature covers, made from measurements and never taken from the image.
final class SignedPayload {
  private SignedPayload() {}

  /// The payload for a PCR0: a map of register and value, the value as an array of small integers
  /// (aws-nitro-enclaves-image-format, PcrInfo).
  static Bytes of(Bytes pcr0) {
    CborWriter writer =
        new CborWriter()
            .map(2)
            .text("register_index")
            .integer(0)
            .text("register_value")
            .array(pcr0.length());
    for (int i = 0; i < pcr0.length(); i++) {
      writer.integer(pcr0.at(i));
    }
    return writer.toBytes();
  }

  /// The bytes in front of the payload in what is signed.
  static Bytes prefix(SigningAlgorithm algorithm, Bytes payload) {
    return new CoseSign1(algorithm.protectedHeader(), true, payload, 0, Bytes.EMPTY).signedPrefix();
  }
}
