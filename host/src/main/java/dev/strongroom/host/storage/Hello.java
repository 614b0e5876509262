// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// The first eight bytes in each direction (`docs/storage-protocol.md`, section 1).
final class Hello {
  private static final int LENGTH = 8;
  private static final int ENCLAVE = 0x53524b56;
  private static final int HOST = 0x53524b57;
  private static final byte VERSION = 1;

  private Hello() {}

  /// Reads the enclave's.
  ///
  /// @return whether it speaks our version
  static boolean readFrom(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LENGTH);
    if (bytes.length < LENGTH) {
      throw new EOFException("ended inside the hello");
    }
    ByteBuffer hello = ByteBuffer.wrap(bytes);
    int magic = hello.getInt();
    int lowest = Byte.toUnsignedInt(hello.get());
    int highest = Byte.toUnsignedInt(hello.get());
    return magic == ENCLAVE
        && hello.getShort() == 0
        && lowest > 0
        && lowest <= VERSION
        && VERSION <= highest;
  }

  static byte[] accepted() {
    return hello(VERSION, Status.DONE);
  }

  static byte[] refused(Status why) {
    return hello((byte) 0, why);
  }

  private static byte[] hello(byte version, Status why) {
    return ByteBuffer.allocate(LENGTH).putInt(HOST).put(version).put(why.code()).array();
  }
}
