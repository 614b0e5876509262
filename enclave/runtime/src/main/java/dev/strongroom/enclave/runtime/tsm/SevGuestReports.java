// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.strongroom.attestation.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Has the driver of SEV-SNP make reports by its own node, `/dev/sev-guest` (Linux,
/// `Documentation/virt/coco/sev-guest.rst`).
///
/// configfs-tsm belongs to root at each request. A process that gives root's rights away can't use
/// it any more; and if it could, so could the application, in the enclave's name. This node is
/// opened once, while there is nobody else, and stays root's.
final class SevGuestReports implements Reports {
  static final String NODE = "/dev/sev-guest";

  /// `_IOWR('S', 0, struct snp_guest_request_ioctl)`.
  static final long GET_REPORT = 0xC0205300L;

  /// Message version, addresses of request and response, and what went wrong: 64 bits each.
  static final int ENVELOPE = 32;

  /// Report data, privilege level, zeros.
  static final int REQUEST = 96;

  static final int RESPONSE = 4000;

  /// What stands before a report: status, its length, zeros.
  static final int RESPONSE_HEAD = 32;

  private static final long MESSAGE_VERSION = 1;

  private final GuestDriver driver;

  private SevGuestReports(GuestDriver driver) {
    this.driver = driver;
  }

  /// Opens the node, which then stays open as long as the process lives.
  ///
  /// @throws TsmException if it can't be opened
  static SevGuestReports open(GuestCalls calls, String node) throws TsmException {
    return new SevGuestReports(GuestDriver.open(calls, node));
  }

  @Override
  public TsmProvider provider() {
    return TsmProvider.SEV_SNP;
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
    Bytes response;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(REQUEST, 8);
      MemorySegment.copy(reportData.toByteArray(), 0, request, JAVA_BYTE, 0, reportData.length());
      MemorySegment answer = arena.allocate(RESPONSE, 8);
      MemorySegment envelope = arena.allocate(ENVELOPE, 8);
      envelope.setAtIndex(JAVA_LONG, 0, MESSAGE_VERSION);
      envelope.setAtIndex(JAVA_LONG, 1, request.address());
      envelope.setAtIndex(JAVA_LONG, 2, answer.address());
      driver.request(GET_REPORT, envelope);
      response = Bytes.copyOf(answer.toArray(JAVA_BYTE));
    }
    Bytes report = report(response, reportData);
    return new TsmReport(TsmProvider.SEV_SNP, report, Bytes.EMPTY);
  }

  private Bytes report(Bytes response, Bytes reportData) throws TsmException {
    MemorySegment head = MemorySegment.ofArray(response.slice(0, RESPONSE_HEAD).toByteArray());
    int status = head.get(JAVA_INT_UNALIGNED, 0);
    int length = head.get(JAVA_INT_UNALIGNED, 4);
    if (status != 0) {
      throw driver.malformed("status " + Integer.toUnsignedString(status) + " of AMD's firmware");
    }
    if (length == 0) {
      throw new TsmException(new TsmFailure.EmptyReport());
    }
    if (length < 0 || length > RESPONSE - RESPONSE_HEAD) {
      throw driver.malformed("a report of " + Integer.toUnsignedString(length) + " bytes");
    }
    Bytes report = response.slice(RESPONSE_HEAD, RESPONSE_HEAD + length);
    Bytes bound =
        TsmProvider.SEV_SNP
            .reportData(report)
            .orElseThrow(() -> driver.malformed("no report of " + TsmProvider.SEV_SNP.title()));
    if (!bound.equals(reportData)) {
      throw new TsmException(new TsmFailure.Conflict(1));
    }
    return report;
  }
}
