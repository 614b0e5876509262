// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import java.lang.foreign.MemorySegment;

/// The system calls that reports by a driver's own node need. Each returns what it says, or a
/// negative error number.
interface GuestCalls {
  /// Opens a device for reading and writing.
  ///
  /// @return its descriptor
  int open(String path);

  /// Makes an ioctl.
  ///
  /// @param argument native memory
  int ioctl(int fd, long request, MemorySegment argument);
}
