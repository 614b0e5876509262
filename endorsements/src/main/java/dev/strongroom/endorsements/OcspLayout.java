// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import java.time.Instant;
import java.util.Optional;

/// As much of an OCSP response (RFC 6960, 4.2.1) as says whether it answers what was asked, and for
/// how long.
final class OcspLayout {
  private static final int ENUMERATED = 0x0a;
  private static final int EXPLICIT_0 = 0xa0;

  private OcspLayout() {}

  /// What a response is about.
  ///
  /// @param certId what names the certificate: CertID, DER
  /// @param window in which the first answer is in force; empty if it doesn't say until when
  record Content(Bytes certId, Optional<Window> window) {}

  static Optional<Window> window(Bytes encoded) throws DerException {
    return read(encoded).window();
  }

  /// Reads the first answer.
  ///
  /// @throws DerException if it isn't a successful response
  static Content read(Bytes encoded) throws DerException {
    DerReader whole = DerReader.of(encoded);
    DerReader response = whole.enter(DerReader.SEQUENCE);
    whole.end();
    Bytes status = response.content(ENUMERATED);
    if (!status.isAllZero()) {
      throw new DerException(0, "the responder didn't answer: status " + status.hex());
    }
    DerReader typed = response.enter(EXPLICIT_0).enter(DerReader.SEQUENCE);
    Bytes _ = typed.content(DerReader.OBJECT_IDENTIFIER);
    DerReader data =
        typed.enter(DerReader.OCTET_STRING).enter(DerReader.SEQUENCE).enter(DerReader.SEQUENCE);
    Bytes _ = data.next(0xa1) ? data.content(0xa1) : data.content(0xa2);
    Instant _ = data.time();
    DerReader answer = data.enter(DerReader.SEQUENCE).enter(DerReader.SEQUENCE);
    Bytes certId = answer.element(DerReader.SEQUENCE);
    for (int state : new int[] {0x80, 0xa1, 0x82}) {
      if (answer.next(state)) {
        Bytes _ = answer.content(state);
      }
    }
    Instant from = answer.time();
    Optional<Window> window =
        answer.next(EXPLICIT_0)
            ? Optional.of(new Window(from, answer.enter(EXPLICIT_0).time()))
            : Optional.empty();
    return new Content(certId, window);
  }
}
