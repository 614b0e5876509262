// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import java.util.List;

/// What an SEV-SNP report says of its chip (AMD 56860, table 23).
final class AmdReport {
  static final int LENGTH = 1184;

  private static final int ALGORITHM = 0x34;
  private static final int FLAGS = 0x48;
  private static final int REPORTED_TCB = 0x180;
  private static final int CPUID = 0x188;
  private static final int CHIP_ID = 0x1a0;
  private static final int CHIP_ID_LENGTH = 64;

  private AmdReport() {}

  static boolean looksLike(Bytes bytes) {
    return bytes.length() >= LENGTH
        && bytes.at(0) >= 2
        && bytes.at(0) <= 5
        && bytes.slice(1, 4).isAllZero()
        && bytes.at(ALGORITHM) == 1
        && bytes.slice(ALGORITHM + 1, ALGORITHM + 4).isAllZero();
  }

  /// Reads a report.
  ///
  /// @param given certificates that came along
  static Subject.AmdGuest read(Bytes bytes, List<Bytes> given) throws UnknownEvidenceException {
    if (!looksLike(bytes)) {
      throw new UnknownEvidenceException("not an SEV-SNP report of version 2 to 5");
    }
    LittleEndian report = new LittleEndian(bytes);
    int signer = (report.u8(FLAGS) >> 2) & 7;
    if (signer > 1) {
      throw new UnknownEvidenceException("the report isn't signed: signer " + signer);
    }
    List<AmdProduct> products = AmdProduct.of(report.u8(0), report.u8(CPUID), report.u8(CPUID + 1));
    if (products.isEmpty()) {
      throw new UnknownEvidenceException(
          "an AMD processor that isn't known: CPUID " + report.slice(CPUID, 3).hex());
    }
    return new Subject.AmdGuest(
        products,
        signer == 1,
        report.slice(CHIP_ID, CHIP_ID_LENGTH),
        report.slice(REPORTED_TCB, 8),
        given);
  }
}
