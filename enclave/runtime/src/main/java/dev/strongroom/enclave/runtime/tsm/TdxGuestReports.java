// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.strongroom.attestation.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Has the driver of TDX make reports by its own node, `/dev/tdx_guest` (Linux,
/// `Documentation/virt/coco/tdx-guest.rst`), and the host make quotes of them.
///
/// Opened once, for the reasons of [SevGuestReports]. What the driver gives is a TDREPORT, which
/// only its own processor can verify; the quoting enclave on the host signs it for others.
final class TdxGuestReports implements Reports {
  static final String NODE = "/dev/tdx_guest";

  /// `_IOWR('T', 1, struct tdx_report_req)`.
  static final long GET_REPORT = 0xC4405401L;

  /// Report data, and room for the TDREPORT.
  static final int REQUEST = TsmReports.REPORT_DATA + LocalTdReport.LENGTH;

  private final GuestDriver driver;
  private final QuoteService service;

  private TdxGuestReports(GuestDriver driver, QuoteService service) {
    this.driver = driver;
    this.service = service;
  }

  /// Opens the node. The service is first asked for the first report.
  ///
  /// @throws TsmException if it can't be opened
  static TdxGuestReports open(GuestCalls calls, String node, QuoteService service)
      throws TsmException {
    return new TdxGuestReports(GuestDriver.open(calls, node), service);
  }

  @Override
  public TsmProvider provider() {
    return TsmProvider.TDX;
  }

  @Override
  public int leftovers() {
    return 0;
  }

  @Override
  public TsmReport report(Bytes reportData) throws TsmException {
    if (reportData.length() != TsmReports.REPORT_DATA) {
      throw new IllegalArgumentException("report data of " + reportData.length() + " bytes");
    }
    LocalTdReport local = local(reportData);
    Bytes quote = service.quote(local.encoded());
    local.requireIn(quote);
    return new TsmReport(TsmProvider.TDX, quote, Bytes.EMPTY);
  }

  private LocalTdReport local(Bytes reportData) throws TsmException {
    LocalTdReport local;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(REQUEST, 8);
      MemorySegment.copy(reportData.toByteArray(), 0, request, JAVA_BYTE, 0, reportData.length());
      driver.request(GET_REPORT, request);
      local =
          new LocalTdReport(
              Bytes.copyOf(request.asSlice(TsmReports.REPORT_DATA).toArray(JAVA_BYTE)));
    }
    if (!local.ofTrustDomain()) {
      throw driver.malformed("no report of " + TsmProvider.TDX.title());
    }
    if (!local.reportData().equals(reportData)) {
      throw new TsmException(new TsmFailure.Conflict(1));
    }
    return local;
  }
}
