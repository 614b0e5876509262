// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import java.io.InputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The pinned keys against the certificates that Google publishes (Android Developers, "Verify
/// hardware-backed key pairs with key attestation": Root certificates): four for the key on RSA,
/// one for the key on P-384.
class GoogleRootsTest {
  private static Collection<? extends Certificate> published() throws Exception {
    try (InputStream in =
        Objects.requireNonNull(
            GoogleRootsTest.class.getResourceAsStream(
                "/dev/strongroom/handheld/google-roots.pem"))) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  @Test
  void areThoseOfThePublishedCertificates() throws Exception {
    List<Bytes> keys =
        published().stream()
            .map(c -> ForgedChain.sha256(Bytes.copyOf(c.getPublicKey().getEncoded())))
            .toList();
    Bytes rsa = AndroidKeyPolicy.GOOGLE_RSA.sha256();
    assertThat(keys).containsExactly(rsa, rsa, rsa, rsa, AndroidKeyPolicy.GOOGLE_EC.sha256());
    assertThat(AndroidKeyPolicy.GOOGLE)
        .extracting(TrustAnchor::pinned)
        .containsOnly(TrustAnchor.Pinned.KEY);
  }

  @Test
  void signedThoseCertificatesThemselves() throws Exception {
    for (Certificate root : published()) {
      root.verify(root.getPublicKey());
      // Ours reads them too.
      assertThat(
              dev.strongroom.attestation.x509.Certificate.parse(Bytes.copyOf(root.getEncoded()))
                  .extensions()
                  .ca())
          .isTrue();
    }
  }
}
