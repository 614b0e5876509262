// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import java.lang.foreign.MemorySegment;

/// The system calls that the device needs. Each returns what it says, or a negative error number.
interface DeviceCalls {
  /// Opens a device for reading and writing.
  ///
  /// @return its descriptor
  int open(String path);

  /// The permission bits of an open file, such as 0600.
  int mode(int fd);

  /// Changes the permission bits of an open file.
  int fchmod(int fd, int mode);

  /// Makes an ioctl. It may take minutes.
  ///
  /// @param argument native memory
  int ioctl(int fd, long request, MemorySegment argument);

  /// Closes a descriptor, whatever is returned.
  int close(int fd);
}
