// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Native memory for system calls.
///
/// The rule: all native memory of this module is in frames; each system call borrows one frame and
/// gives it back when it ends; no pointer into a frame outlives the call, since the kernel keeps
/// none and nothing hands one out. A frame lives in an automatic arena, so there is nothing to free
/// and nothing that could be freed too early.
///
/// Frames aren't wiped: what passes through them passes over an open wire as well.
final class Frames {
  /// How much one read or write moves through a frame.
  static final int DATA = 64 * 1024;

  private static final int ARGUMENT = 256;

  // Rarely more than one for each core is in use: a call lasts microseconds, and a virtual thread
  // isn't unmounted within one. What finds no place here is left to the garbage collector.
  private final BlockingQueue<Frame> idle = new ArrayBlockingQueue<>(16);

  /// An idle frame, or a new one. Contents are left from the call before.
  Frame borrow() {
    Frame frame = idle.poll();
    return frame != null ? frame : new Frame();
  }

  /// The memory of one system call; closing it gives it back.
  final class Frame implements AutoCloseable {
    private final MemorySegment errno;
    private final MemorySegment argument;
    private final MemorySegment length;
    private final MemorySegment data;
    private final ByteBuffer dataView;

    private Frame() {
      Arena arena = Arena.ofAuto();
      this.errno = NativeFunction.errno(arena);
      this.argument = arena.allocate(ARGUMENT, 8);
      this.length = arena.allocate(ValueLayout.JAVA_INT);
      this.data = arena.allocate(DATA, 64);
      this.dataView = data.asByteBuffer();
    }

    /// Room for the call's error number.
    MemorySegment errno() {
      return errno;
    }

    /// Room for a structure of up to 256 bytes.
    MemorySegment argument() {
      return argument;
    }

    /// The argument area, holding `bytes` and only those.
    MemorySegment argument(byte[] bytes) {
      MemorySegment part = argument.asSlice(0, bytes.length);
      part.copyFrom(MemorySegment.ofArray(bytes));
      return part;
    }

    /// Room for a 32-bit number.
    MemorySegment length() {
      return length;
    }

    /// Room for a read or write.
    MemorySegment data() {
      return data;
    }

    /// The same as a buffer, only to be used with absolute positions.
    ByteBuffer dataView() {
      return dataView;
    }

    @Override
    public void close() {
      // Where there is no place left, the garbage collector takes it.
      boolean _ = idle.offer(this);
    }
  }
}
