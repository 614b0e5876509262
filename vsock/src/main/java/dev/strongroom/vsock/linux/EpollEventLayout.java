// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Where `struct epoll_event` has its 64-bit number: the one structure here that isn't the same on
/// all architectures.
///
/// @param size of the structure, in bytes
/// @param idOffset of the number; the flags are at 0
record EpollEventLayout(long size, long idOffset) {
  /// On x86-64 the structure is packed, so that 32-bit programs could share it.
  static final EpollEventLayout PACKED = new EpollEventLayout(12, 4);

  /// Everywhere else it has the layout that C gives it.
  static final EpollEventLayout ALIGNED = new EpollEventLayout(16, 8);

  private static final ValueLayout.OfInt FLAGS = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong ID = ValueLayout.JAVA_LONG_UNALIGNED;

  /// The layout for an architecture as the system property `os.arch` names it.
  ///
  /// @throws UnsupportedOperationException if it's an architecture that nobody has looked at
  static EpollEventLayout of(String architecture) {
    return switch (architecture) {
      case "amd64", "x86_64" -> PACKED;
      case "aarch64" -> ALIGNED;
      default -> throw new UnsupportedOperationException("vsock on " + architecture);
    };
  }

  void write(MemorySegment to, int flags, long id) {
    to.set(FLAGS, 0, flags);
    to.set(ID, idOffset, id);
  }

  void read(MemorySegment from, int index, ReadyEvents into) {
    long start = index * size;
    into.set(index, from.get(FLAGS, start), from.get(ID, start + idOffset));
  }
}
