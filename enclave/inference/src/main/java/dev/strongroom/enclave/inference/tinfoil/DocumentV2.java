// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.tinfoil;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// The document that is there without a nonce: `{"format", "body"}`, the body a report or quote,
/// compressed by gzip, in base64. Its report data are SHA-256 of the TLS key's
/// SubjectPublicKeyInfo, and a key for HPKE of the same length, which isn't used here.
final class DocumentV2 {
  private static final String SNP = "https://tinfoil.sh/predicate/sev-snp-guest/v2";
  private static final String TDX = "https://tinfoil.sh/predicate/tdx-guest/v2";

  /// Longer than any quote.
  private static final int LONGEST = 64 << 10;

  private DocumentV2() {}

  static TinfoilDocument read(JsonNode json)
      throws MalformedJsonException, MalformedEvidenceException {
    json.onlyMembers(Set.of("format", "body"));
    EvidenceKind kind =
        switch (json.member("format").text()) {
          case SNP -> EvidenceKind.SEV_SNP;
          case TDX -> EvidenceKind.TDX;
          default -> throw json.member("format").error("no document of version 2");
        };
    Evidence cpu = TinfoilDocument.evidence(kind, unpacked(json.member("body")));
    // Both kinds have 64 bytes of the guest's choice, and call them user data.
    Bytes reportData =
        cpu.claims(false).userData().orElseThrow(() -> json.error("evidence that binds nothing"));
    return new TinfoilDocument(
        cpu,
        reportData,
        reportData.slice(0, TinfoilDocument.DIGEST),
        Optional.empty(),
        0,
        Endorsements.NONE);
  }

  /// What little is packed may be very long.
  private static Bytes unpacked(JsonNode body) throws MalformedJsonException {
    byte[] packed = TinfoilDocument.base64(body).toByteArray();
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] unpacked = in.readNBytes(LONGEST + 1);
      if (unpacked.length > LONGEST) {
        throw body.error("longer than " + LONGEST + " bytes");
      }
      return Bytes.copyOf(unpacked);
    } catch (IOException e) {
      throw body.error("not compressed by gzip");
    }
  }
}
