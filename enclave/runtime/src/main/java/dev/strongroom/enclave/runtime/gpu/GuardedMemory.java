// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.vsock.linux.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory for a structure that the library fills, zero at first, with room behind it that it has to
/// leave alone. A library whose structure is longer than nvml.h says would else write over
/// somebody's memory, and nobody would notice.
///
/// @param memory the structure and the room behind it
/// @param size of the structure, in bytes
record GuardedMemory(MemorySegment memory, int size) {
  private static final int ROOM = 4096;
  private static final byte MARK = (byte) 0xa5;
  private static final int ALIGNMENT = 8;

  static GuardedMemory of(Arena arena, int size) {
    MemorySegment memory = arena.allocate(size + (long) ROOM, ALIGNMENT);
    memory.asSlice(size).fill(MARK);
    return new GuardedMemory(memory, size);
  }

  long pointer() {
    return NativeFunction.pointer(memory);
  }

  /// An `unsigned int` of the structure's.
  long number(int offset) {
    return Integer.toUnsignedLong(memory.get(JAVA_INT_UNALIGNED, offset));
  }

  GuardedMemory number(int offset, int value) {
    memory.set(JAVA_INT_UNALIGNED, offset, value);
    return this;
  }

  GuardedMemory bytes(int offset, Bytes value) {
    MemorySegment.copy(
        MemorySegment.ofArray(value.toByteArray()), 0, memory, offset, value.length());
    return this;
  }

  /// @param length inside the structure
  Bytes bytes(int offset, int length) {
    return Bytes.copyOf(memory.asSlice(offset, length).toArray(JAVA_BYTE));
  }

  /// Whether the library wrote past the structure.
  boolean overrun() {
    for (long i = size; i < memory.byteSize(); i++) {
      if (memory.get(JAVA_BYTE, i) != MARK) {
        return true;
      }
    }
    return false;
  }
}
