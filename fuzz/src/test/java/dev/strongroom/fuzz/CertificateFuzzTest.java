// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.x509.Certificate;

/// Any bytes as a certificate.
class CertificateFuzzTest {
  @FuzzTest(maxDuration = "20s")
  void bytesGiveACertificateOrDerException(byte[] input) {
    try {
      Certificate certificate = Certificate.parse(Bytes.copyOf(input));
      assertThat(certificate.encoded().length()).isEqualTo(input.length);
    } catch (DerException e) {
      assertThat(e.offset()).isBetween(0, input.length);
    }
  }
}
