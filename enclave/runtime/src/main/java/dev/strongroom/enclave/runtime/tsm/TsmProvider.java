// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import dev.strongroom.attestation.Bytes;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/// Whose reports the kernel gives: what its `provider` attribute names.
public enum TsmProvider {
  /// AMD SEV-SNP: an attestation report (SEV-SNP ABI, table "ATTESTATION_REPORT").
  SEV_SNP("sev_guest", "AMD SEV-SNP"),
  /// Intel TDX: a quote of version 4 or 5 (Intel TDX DCAP Quoting Library API, appendix 3).
  TDX("tdx_guest", "Intel TDX");

  private static final int SNP_REPORT = 1184;
  private static final int SNP_REPORT_DATA = 0x50;
  private static final int QUOTE_HEADER = 48;
  private static final int QUOTE_BODY_HEAD = 6;
  // The same in the bodies of TDX 1.0 and 1.5.
  private static final int TD_REPORT_DATA = 520;

  private final String attribute;
  private final String title;

  TsmProvider(String attribute, String title) {
    this.attribute = attribute;
    this.title = title;
  }

  /// The kernel's name, such as `sev_guest`; also in evidence.
  public String attribute() {
    return attribute;
  }

  /// What people call it.
  public String title() {
    return title;
  }

  static Optional<TsmProvider> of(String attribute) {
    return Arrays.stream(values()).filter(each -> each.attribute.equals(attribute)).findAny();
  }

  /// The report data inside a report, 64 bytes; empty if the layout isn't one that is known.
  ///
  /// Nothing is verified by that: it shows that the kernel has answered this request and no other.
  Optional<Bytes> reportData(Bytes report) {
    OptionalInt start =
        switch (this) {
          case SEV_SNP ->
              report.length() >= SNP_REPORT ? OptionalInt.of(SNP_REPORT_DATA) : OptionalInt.empty();
          case TDX -> quoteReportData(report);
        };
    if (start.isEmpty() || report.length() < start.getAsInt() + TsmReports.REPORT_DATA) {
      return Optional.empty();
    }
    return Optional.of(report.slice(start.getAsInt(), start.getAsInt() + TsmReports.REPORT_DATA));
  }

  private static OptionalInt quoteReportData(Bytes quote) {
    if (quote.length() < QUOTE_HEADER) {
      return OptionalInt.empty();
    }
    return switch (quote.at(0) | (quote.at(1) << 8)) {
      case 4 -> OptionalInt.of(QUOTE_HEADER + TD_REPORT_DATA);
      case 5 -> OptionalInt.of(QUOTE_HEADER + QUOTE_BODY_HEAD + TD_REPORT_DATA);
      default -> OptionalInt.empty();
    };
  }
}
