// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.egress;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The first bytes in each direction (`docs/egress.md`).
final class EgressRequest {
  private static final int MAGIC = 0x53524551;
  private static final int ANSWER_MAGIC = 0x53524541;
  private static final byte VERSION = 1;
  private static final int CONNECTED = 0;

  private EgressRequest() {}

  /// The request for a connection to `target`.
  static byte[] bytes(EgressRule target) {
    byte[] name = target.host().getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(8 + name.length)
        .putInt(MAGIC)
        .put(VERSION)
        .putShort((short) target.port())
        .put((byte) name.length)
        .put(name)
        .array();
  }

  /// Reads the host's answer and nothing behind it.
  ///
  /// @throws EgressException unless the host has connected
  /// @throws IOException if the host went away
  static void readAnswer(InputStream in, EgressRule target) throws IOException {
    DataInputStream data = new DataInputStream(in);
    if (data.readInt() != ANSWER_MAGIC || data.readByte() != VERSION) {
      throw new EgressException(EgressFailure.MALFORMED_ANSWER, target);
    }
    EgressFailure failure =
        switch (data.readUnsignedByte()) {
          case CONNECTED -> null;
          case 1 -> EgressFailure.MALFORMED_REQUEST;
          case 2 -> EgressFailure.ADDRESS_NOT_ALLOWED;
          case 3 -> EgressFailure.NAME_UNKNOWN;
          case 4 -> EgressFailure.CONNECTION_REFUSED;
          case 5 -> EgressFailure.UNREACHABLE;
          case 6 -> EgressFailure.BUSY;
          case 7 -> EgressFailure.FAILED;
          default -> EgressFailure.MALFORMED_ANSWER;
        };
    if (failure != null) {
      throw new EgressException(failure, target);
    }
  }
}
