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

  private final SevGuestCalls calls;
  private final int fd;

  private SevGuestReports(SevGuestCalls calls, int fd) {
    this.calls = calls;
    this.fd = fd;
  }

  /// Opens the node, which then stays open as long as the process lives.
  ///
  /// @throws TsmException if it can't be opened
  static SevGuestReports open(SevGuestCalls calls, String node) throws TsmException {
    int fd = calls.open(node);
    if (fd < 0) {
      throw new TsmException(new TsmFailure.SystemCall("open " + node, -fd));
    }
    return new SevGuestReports(calls, fd);
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
      int status = calls.ioctl(fd, GET_REPORT, envelope);
      if (status < 0) {
        throw new TsmException(failure(-status));
      }
      response = Bytes.copyOf(answer.toArray(JAVA_BYTE));
    }
    Bytes report = report(response, reportData);
    return new TsmReport(TsmProvider.SEV_SNP, report, Bytes.EMPTY);
  }

  private static Bytes report(Bytes response, Bytes reportData) throws TsmException {
    MemorySegment head = MemorySegment.ofArray(response.slice(0, RESPONSE_HEAD).toByteArray());
    int status = head.get(JAVA_INT_UNALIGNED, 0);
    int length = head.get(JAVA_INT_UNALIGNED, 4);
    if (status != 0) {
      throw malformed("status " + Integer.toUnsignedString(status) + " of AMD's firmware");
    }
    if (length == 0) {
      throw new TsmException(new TsmFailure.EmptyReport());
    }
    if (length < 0 || length > RESPONSE - RESPONSE_HEAD) {
      throw malformed("a report of " + Integer.toUnsignedString(length) + " bytes");
    }
    Bytes report = response.slice(RESPONSE_HEAD, RESPONSE_HEAD + length);
    Bytes bound =
        TsmProvider.SEV_SNP
            .reportData(report)
            .orElseThrow(() -> malformed("no report of " + TsmProvider.SEV_SNP.title()));
    if (!bound.equals(reportData)) {
      throw new TsmException(new TsmFailure.Conflict(1));
    }
    return report;
  }

  /// ENOTTY: the guest's key to AMD's firmware is gone, which the driver does when a request went
  /// wrong in a way that could reveal it.
  private static TsmFailure failure(int errno) {
    return switch (errno) {
      case Errno.ENOTTY, Errno.ENXIO -> new TsmFailure.NoProvider();
      case Errno.EBUSY, Errno.EINTR -> new TsmFailure.Busy(1);
      case Errno.EINVAL -> new TsmFailure.Refused("ioctl " + NODE);
      default -> new TsmFailure.SystemCall("ioctl " + NODE, errno);
    };
  }

  private static TsmException malformed(String detail) {
    return new TsmException(new TsmFailure.MalformedAttribute(NODE, detail));
  }
}
