// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.dcap.TdReport;
import java.util.List;
import java.util.Optional;

/// A TDREPORT (Intel TDX module ABI specification, "TDREPORT_STRUCT"): what the TDX module says of
/// this trust domain to its own processor.
///
/// @param encoded 1024 bytes
record LocalTdReport(Bytes encoded) {
  static final int LENGTH = 1024;

  private static final int TRUST_DOMAIN = 0x81;

  /// REPORTDATA of REPORTMACSTRUCT.
  private static final int REPORT_DATA = 128;

  /// TDINFO_STRUCT: attributes, XFAM, four measurements, four registers, service TDs.
  private static final int TD_INFO = 512;

  private static final int DIGEST = 48;

  /// Whether it says that it is a trust domain's, and no SGX enclave's.
  boolean ofTrustDomain() {
    return encoded.length() == LENGTH && encoded.at(0) == TRUST_DOMAIN;
  }

  Bytes reportData() {
    return encoded.slice(REPORT_DATA, REPORT_DATA + TsmReports.REPORT_DATA);
  }

  /// Refuses a quote that isn't of this very report. Whether it is signed is for those to verify
  /// who get it; but the host must not be able to have this enclave show what it isn't.
  ///
  /// @throws TsmException with [TsmFailure.MalformedQuote] or [TsmFailure.ForeignQuote]
  void requireIn(Bytes quote) throws TsmException {
    TdReport quoted = quoted(quote);
    List<Field> fields =
        List.of(
            new Field("report data", reportData(), quoted.reportData()),
            new Field("attributes", info(0, 8), quoted.tdAttributes()),
            new Field("XFAM", info(8, 8), quoted.xfam()),
            new Field("MRTD", info(16, DIGEST), quoted.mrTd()),
            new Field("MRCONFIGID", info(64, DIGEST), quoted.mrConfigId()),
            new Field("MROWNER", info(112, DIGEST), quoted.mrOwner()),
            new Field("MROWNERCONFIG", info(160, DIGEST), quoted.mrOwnerConfig()),
            new Field("RTMR0", info(208, DIGEST), quoted.register(0)),
            new Field("RTMR1", info(256, DIGEST), quoted.register(1)),
            new Field("RTMR2", info(304, DIGEST), quoted.register(2)),
            new Field("RTMR3", info(352, DIGEST), quoted.register(3)),
            // Quotes of TD 1.0 don't have it.
            new Field("MRSERVICETD", info(400, DIGEST), quoted.mrServiceTd()));
    for (Field field : fields) {
      if (!field.agrees()) {
        throw new TsmException(new TsmFailure.ForeignQuote(field.name()));
      }
    }
  }

  private static TdReport quoted(Bytes quote) throws TsmException {
    try {
      if (DcapQuote.parse(quote).body() instanceof TdReport body) {
        return body;
      }
      throw new TsmException(new TsmFailure.MalformedQuote("a quote of an SGX enclave"));
    } catch (MalformedEvidenceException e) {
      throw new TsmException(new TsmFailure.MalformedQuote(e.code()));
    }
  }

  private Bytes info(int start, int length) {
    return encoded.slice(TD_INFO + start, TD_INFO + start + length);
  }

  /// @param quoted empty where the quote has no such field
  private record Field(String name, Bytes reported, Optional<Bytes> quoted) {
    Field(String name, Bytes reported, Bytes quoted) {
      this(name, reported, Optional.of(quoted));
    }

    boolean agrees() {
      return quoted.isEmpty() || quoted.get().equals(reported);
    }
  }
}
