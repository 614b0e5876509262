// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import java.lang.foreign.MemorySegment;

/// A driver of reports by its own node, which is opened once and stays open as long as the process
/// lives: while there is nobody else, and then it stays root's.
final class GuestDriver {
  private final GuestCalls calls;
  private final String node;
  private final int fd;

  private GuestDriver(GuestCalls calls, String node, int fd) {
    this.calls = calls;
    this.node = node;
    this.fd = fd;
  }

  /// Opens the node.
  ///
  /// @throws TsmException if it can't be opened
  static GuestDriver open(GuestCalls calls, String node) throws TsmException {
    int fd = calls.open(node);
    if (fd < 0) {
      throw new TsmException(new TsmFailure.SystemCall("open " + node, -fd));
    }
    return new GuestDriver(calls, node, fd);
  }

  /// Makes a request.
  ///
  /// @param argument native memory
  /// @throws TsmException if the driver refuses it
  void request(long number, MemorySegment argument) throws TsmException {
    int status = calls.ioctl(fd, number, argument);
    if (status < 0) {
      throw new TsmException(failure(-status));
    }
  }

  /// ENOTTY of SEV-SNP's: the guest's key to AMD's firmware is gone, which the driver does when a
  /// request went wrong in a way that could reveal it.
  private TsmFailure failure(int errno) {
    return switch (errno) {
      case Errno.ENOTTY, Errno.ENXIO -> new TsmFailure.NoProvider();
      case Errno.EBUSY, Errno.EINTR -> new TsmFailure.Busy(1);
      case Errno.EINVAL -> new TsmFailure.Refused("ioctl " + node);
      default -> new TsmFailure.SystemCall("ioctl " + node, errno);
    };
  }

  /// What it answered can't be.
  TsmException malformed(String detail) {
    return new TsmException(new TsmFailure.MalformedAttribute(node, detail));
  }
}
