// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static dev.strongroom.vsock.linux.NativeFunction.errno;
import static dev.strongroom.vsock.linux.NativeFunction.ofInt;
import static dev.strongroom.vsock.linux.NativeFunction.pointer;

import dev.strongroom.vsock.linux.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The system calls of the kernel that this process runs on, by way of the C library.
final class NativeGuestCalls implements GuestCalls {
  private static final NativeFunction OPEN = ofInt("open");
  private static final NativeFunction IOCTL = ofInt("ioctl");
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;

  @Override
  public int open(String path) {
    try (Arena arena = Arena.ofConfined()) {
      long name = pointer(arena.allocateFrom(path));
      return (int) OPEN.call(errno(arena), name, O_RDWR | O_CLOEXEC);
    }
  }

  @Override
  public int ioctl(int fd, long request, MemorySegment argument) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) IOCTL.call(errno(arena), fd, request, pointer(argument));
    }
  }
}
