// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import dev.strongroom.attestation.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// What the hypervisor puts into the PCRs of an enclave that boots an image: 48 bytes each, for
/// content c SHA-384(48 zero bytes || SHA-384(c)).
///
/// @param pcr0 of kernel, command line and all ramdisks
/// @param pcr1 of kernel, command line and the first ramdisk
/// @param pcr2 of all other ramdisks; of nothing where there is only one
/// @param pcr8 of the signing certificate, DER; empty for an image that isn't signed
public record Measurements(Bytes pcr0, Bytes pcr1, Bytes pcr2, Optional<Bytes> pcr8) {
  /// Bytes of a measurement.
  public static final int LENGTH = 48;

  /// @throws IllegalArgumentException if one isn't of 48 bytes
  public Measurements {
    if (pcr0.length() != LENGTH
        || pcr1.length() != LENGTH
        || pcr2.length() != LENGTH
        || pcr8.stream().anyMatch(pcr -> pcr.length() != LENGTH)) {
      throw new IllegalArgumentException("a measurement has 48 bytes");
    }
  }

  /// The same with this signing certificate.
  Measurements signedBy(Bytes certificate) {
    MessageDigest digest = sha384();
    certificate.updateTo(digest);
    return new Measurements(pcr0, pcr1, pcr2, Optional.of(extended(digest)));
  }

  /// A PCR of zeros, extended by what a digest was fed.
  static Bytes extended(MessageDigest content) {
    MessageDigest digest = sha384();
    digest.update(new byte[LENGTH]);
    digest.update(content.digest());
    return Bytes.copyOf(digest.digest());
  }

  static MessageDigest sha384() {
    try {
      return MessageDigest.getInstance("SHA-384");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-384", e);
    }
  }
}
