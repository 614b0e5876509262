// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import static dev.strongroom.vsock.linux.NativeFunction.errno;
import static dev.strongroom.vsock.linux.NativeFunction.ofInt;
import static dev.strongroom.vsock.linux.NativeFunction.pointer;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.strongroom.vsock.linux.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The system calls of the kernel that this process runs on, by way of the C library.
///
/// What an ioctl's argument points to belongs to its caller, who keeps it alive.
final class NativeDeviceCalls implements DeviceCalls {
  private static final NativeFunction OPEN = ofInt("open");
  private static final NativeFunction IOCTL = ofInt("ioctl");
  private static final NativeFunction STATX = ofInt("statx");
  private static final NativeFunction FCHMOD = ofInt("fchmod");
  private static final NativeFunction CLOSE = ofInt("close");

  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_MODE = 2;
  // Of struct statx, which unlike struct stat is the same on all architectures.
  private static final int STATX_SIZE = 256;
  private static final int STATX_MODE_OFFSET = 28;
  private static final int PERMISSIONS = 07777;

  @Override
  public int open(String path) {
    try (Arena arena = Arena.ofConfined()) {
      long name = pointer(arena.allocateFrom(path));
      return (int) OPEN.call(errno(arena), name, O_RDWR | O_CLOEXEC);
    }
  }

  @Override
  public int mode(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      long empty = pointer(arena.allocateFrom(""));
      MemorySegment found = arena.allocate(STATX_SIZE, 8);
      int result =
          (int) STATX.call(errno(arena), fd, empty, AT_EMPTY_PATH, STATX_MODE, pointer(found));
      return result < 0 ? result : found.get(JAVA_SHORT, STATX_MODE_OFFSET) & PERMISSIONS;
    }
  }

  @Override
  public int fchmod(int fd, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) FCHMOD.call(errno(arena), fd, mode);
    }
  }

  @Override
  public int ioctl(int fd, long request, MemorySegment argument) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) IOCTL.call(errno(arena), fd, request, pointer(argument));
    }
  }

  @Override
  public int close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) CLOSE.call(errno(arena), fd);
    }
  }
}
