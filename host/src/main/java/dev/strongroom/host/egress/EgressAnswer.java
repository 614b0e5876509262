// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.egress;

import java.nio.ByteBuffer;

/// What the host answers, and its number on the wire.
enum EgressAnswer {
  CONNECTED(0),
  MALFORMED(1),
  ADDRESS_NOT_ALLOWED(2),
  NAME_UNKNOWN(3),
  CONNECTION_REFUSED(4),
  UNREACHABLE(5),
  BUSY(6),
  FAILED(7);

  private static final int MAGIC = 0x53524541;
  private static final byte VERSION = 1;

  private final byte number;

  EgressAnswer(int number) {
    this.number = (byte) number;
  }

  /// The answer's six bytes.
  byte[] bytes() {
    return ByteBuffer.allocate(6).putInt(MAGIC).put(VERSION).put(number).array();
  }
}
