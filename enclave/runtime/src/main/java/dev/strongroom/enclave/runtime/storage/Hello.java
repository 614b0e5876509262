// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

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

  static byte[] ours() {
    return ByteBuffer.allocate(LENGTH).putInt(ENCLAVE).put(VERSION).put(VERSION).array();
  }

  /// Reads the host's.
  ///
  /// @throws StorageException if it refuses
  /// @throws MalformedAnswerException if it isn't a hello
  static void read(InputStream in) throws IOException, StorageException, MalformedAnswerException {
    byte[] bytes = in.readNBytes(LENGTH);
    if (bytes.length < LENGTH) {
      throw new EOFException("ended inside the host's hello");
    }
    ByteBuffer hello = ByteBuffer.wrap(bytes);
    int magic = hello.getInt();
    byte version = hello.get();
    int status = Byte.toUnsignedInt(hello.get());
    if (magic != HOST || hello.getShort() != 0) {
      throw new MalformedAnswerException("not a hello of the storage protocol");
    }
    if (version == 0) {
      throw new StorageException(Answers.refusal(status));
    }
    if (version != VERSION || status != 0) {
      throw new MalformedAnswerException("a version that wasn't offered");
    }
  }
}
