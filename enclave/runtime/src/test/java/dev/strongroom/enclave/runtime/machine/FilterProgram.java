// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Runs a filter as the kernel does, so that those of other architectures can be tried: the five
/// instructions of classic BPF that occur, after the kernel's
/// `Documentation/networking/filter.rst`.
record FilterProgram(Bytes program) {
  private static final int DATA = 64;

  /// What a filter says of a call with this first argument.
  int decide(int architecture, int number, long argument) {
    ByteBuffer data = ByteBuffer.allocate(DATA).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(0, number).putInt(4, architecture).putLong(16, argument);
    ByteBuffer code = ByteBuffer.wrap(program.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    int accumulator = 0;
    for (int at = 0; ; at++) {
      int line = at * 8;
      int yes = Byte.toUnsignedInt(code.get(line + 2));
      int no = Byte.toUnsignedInt(code.get(line + 3));
      int operand = code.getInt(line + 4);
      int instruction = Short.toUnsignedInt(code.getShort(line));
      switch (instruction) {
        case 0x20 -> accumulator = data.getInt(operand);
        case 0x15 -> at += accumulator == operand ? yes : no;
        case 0x35 -> at += Integer.compareUnsigned(accumulator, operand) >= 0 ? yes : no;
        case 0x45 -> at += (accumulator & operand) != 0 ? yes : no;
        case 0x06 -> {
          return operand;
        }
        default -> throw new AssertionError("instruction " + instruction);
      }
    }
  }
}
