// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

/// Linux's error numbers that configfs-tsm and its drivers answer with; the same on x86-64 and
/// aarch64.
final class Errno {
  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int ENXIO = 6;
  static final int EBUSY = 16;
  static final int EEXIST = 17;
  static final int EINVAL = 22;
  static final int ENOTTY = 25;
  static final int EFBIG = 27;
  static final int ETIMEDOUT = 110;

  private Errno() {}
}
