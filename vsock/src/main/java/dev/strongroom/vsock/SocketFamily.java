// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import dev.strongroom.vsock.linux.SystemCalls;
import java.time.Duration;

/// What differs between address families. Everything else is the same for all of them, which is
/// what lets tests run it over families that every machine has.
interface SocketFamily {
  /// The number of the family.
  int domain();

  /// The kernel's form of an address.
  byte[] encode(VsockAddress address);

  /// Reads an address that the kernel has written into the start of `address`.
  VsockAddress decode(byte[] address);

  /// Prepares a socket that is about to be connected.
  ///
  /// @return 0, or a negative error number
  int prepareConnect(SystemCalls calls, int fd, Duration timeout);
}
