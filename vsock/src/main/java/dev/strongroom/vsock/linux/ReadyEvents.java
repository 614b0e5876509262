// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock.linux;

/// What one `epoll_wait` has to report.
public final class ReadyEvents {
  /// EPOLLIN: something to read, or to accept.
  public static final int IN = 0x1;

  /// EPOLLOUT: room for writing.
  public static final int OUT = 0x4;

  /// EPOLLERR: a pending error.
  public static final int ERROR = 0x8;

  /// EPOLLHUP: both directions are over.
  public static final int HANGUP = 0x10;

  /// EPOLLRDHUP: the peer writes no more.
  public static final int READ_HANGUP = 0x2000;

  /// EPOLLET: report changes, not states.
  public static final int EDGE = 1 << 31;

  private final int[] events;
  private final long[] ids;

  /// Room for `capacity` events.
  public ReadyEvents(int capacity) {
    this.events = new int[capacity];
    this.ids = new long[capacity];
  }

  /// How many events there is room for.
  public int capacity() {
    return ids.length;
  }

  /// The event flags of the report at `index`.
  public int events(int index) {
    return events[index];
  }

  /// The number under which the descriptor of the report at `index` was added.
  public long id(int index) {
    return ids[index];
  }

  /// For implementations of [SystemCalls]: reports something.
  public void set(int index, int flags, long id) {
    events[index] = flags;
    ids[index] = id;
  }
}
