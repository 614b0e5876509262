// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.tsm.GuestReport;

/// A report, and the certificates that came with it.
///
/// @param encoded all of it
/// @param report what is signed
/// @param brought from the host's table; empty where there is none
public record SnpEvidence(Bytes encoded, SnpReport report, Endorsements brought)
    implements GuestReport {

  /// Reads a report; a table of certificates may follow it, as `SNP_GET_EXT_REPORT` gives them.
  ///
  /// @throws MalformedEvidenceException if it breaks the strict layout
  public static SnpEvidence parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() <= SnpReport.LENGTH) {
      return new SnpEvidence(encoded, SnpReport.parse(encoded), Endorsements.NONE);
    }
    SnpReport report = SnpReport.parse(encoded.slice(0, SnpReport.LENGTH));
    return new SnpEvidence(
        encoded,
        report,
        CertificateTable.parse(
            encoded.slice(SnpReport.LENGTH, encoded.length()), SnpReport.LENGTH));
  }

  /// Reads a report, and a table that stands elsewhere.
  ///
  /// @param table may be empty
  /// @param base where the table stands in the evidence, for messages
  /// @throws MalformedEvidenceException if it breaks the strict layout
  public static SnpEvidence parse(Bytes report, Bytes table, int base)
      throws MalformedEvidenceException {
    return new SnpEvidence(report, SnpReport.parse(report), CertificateTable.parse(table, base));
  }

  /// Whether bytes look like a report: a version below 32 as a number of four bytes. Quotes of
  /// Intel's have another number in the second half of these.
  public static boolean looksLike(Bytes encoded) {
    return encoded.length() >= 4
        && encoded.at(0) > 0
        && encoded.at(0) < 0x20
        && encoded.slice(1, 4).isAllZero();
  }

  @Override
  public SnpClaims claims(boolean simulated) {
    return SnpClaims.of(report);
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.SEV_SNP;
  }
}
