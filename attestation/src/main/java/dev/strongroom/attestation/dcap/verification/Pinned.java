// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.x509.Certificate;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// Tells pinned roots from others.
final class Pinned {
  private Pinned() {}

  /// Whether one of the anchors is this certificate's.
  static boolean by(List<TrustAnchor> anchors, Certificate root) {
    return anchors.stream()
        .anyMatch(anchor ->
            anchor
                .sha256()
                .equals(
                    switch (anchor.pinned()) {
                      case CERTIFICATE -> sha256(root.encoded());
                      case KEY -> sha256(root.publicKeyInfo());
                    }));
  }

  /// SHA-256 of the parts one after the other.
  static Bytes sha256(Bytes... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Bytes part : parts) {
        part.updateTo(digest);
      }
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
