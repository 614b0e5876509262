// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import dev.strongroom.attestation.MalformedEvidenceException;

/// The rules of a report's layout. What is reserved has to be zero: what it will mean some day
/// might be that the report means something else.
final class ReportLayout {
  private static final int OLDEST = 2;
  private static final int NEWEST = 5;
  private static final int ECDSA_P384_SHA384 = 1;
  private static final int SIGNER_NONE = 7;

  private ReportLayout() {}

  static void check(SnpReport report) throws MalformedEvidenceException {
    long version = report.number(0, 4);
    if (version < OLDEST || version > NEWEST) {
      throw new MalformedEvidenceException(
          "snp.version", 0, "report of the unknown version " + version);
    }
    policy(report);
    if (report.vmpl() > 3 && report.vmpl() != SnpReport.HOST) {
      throw new MalformedEvidenceException("snp.vmpl", 0x30, "VMPL " + report.vmpl());
    }
    if (report.number(0x34, 4) != ECDSA_P384_SHA384) {
      throw new MalformedEvidenceException(
          "snp.algorithm", 0x34, "unknown signature algorithm " + report.number(0x34, 4));
    }
    flags(report);
    zero(report, 0x4c, 0x50);
    // Version 2 had nothing where later ones have the processor's family, model and stepping.
    zero(report, version < 3 ? 0x188 : 0x18b, 0x1a0);
    zero(report, 0x1eb, 0x1ec);
    zero(report, 0x1ef, 0x1f0);
    zero(report, version < 5 ? 0x1f8 : 0x208, 0x2a0);
    // Two numbers of 48 bytes in fields of 72; the signature doesn't cover what is around it.
    zero(report, 0x2a0 + 48, 0x2a0 + 72);
    zero(report, 0x2a0 + 72 + 48, SnpReport.LENGTH);
  }

  private static void policy(SnpReport report) throws MalformedEvidenceException {
    long bits = report.policy().bits();
    if (((bits >>> GuestPolicy.ALWAYS) & 1) == 0) {
      throw new MalformedEvidenceException(
          "snp.policy", 0x0a, "guest policy without the bit that is always set");
    }
    if (bits >>> GuestPolicy.FIRST_RESERVED != 0) {
      throw new MalformedEvidenceException(
          "snp.reserved", 0x0b, "guest policy with reserved bits set");
    }
  }

  private static void flags(SnpReport report) throws MalformedEvidenceException {
    long flags = report.number(0x48, 4);
    if (flags >>> 5 != 0) {
      throw new MalformedEvidenceException("snp.reserved", 0x48, "reserved flags set");
    }
    long signer = (flags >>> 2) & 7;
    if (signer > 1 && signer != SIGNER_NONE) {
      throw new MalformedEvidenceException("snp.signer", 0x48, "unknown signing key " + signer);
    }
  }

  private static void zero(SnpReport report, int from, int to) throws MalformedEvidenceException {
    for (int i = from; i < to; i++) {
      if (report.encoded().at(i) != 0) {
        throw new MalformedEvidenceException("snp.reserved", i, "reserved byte isn't zero");
      }
    }
  }
}
