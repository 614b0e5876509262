// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.strongroom.vsock.linux.SystemCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/// AF_UNIX sockets in the abstract namespace, named by process and port; the CID is ignored.
final class UnixFamily implements SocketFamily {
  private static final String PREFIX = "\0strongroom-" + ProcessHandle.current().pid() + "-";

  @Override
  public int domain() {
    return 1;
  }

  @Override
  public byte[] encode(VsockAddress address) {
    byte[] name = (PREFIX + Integer.toUnsignedString(address.port())).getBytes(US_ASCII);
    return ByteBuffer.allocate(2 + name.length)
        .order(ByteOrder.nativeOrder())
        .putShort((short) 1)
        .put(name)
        .array();
  }

  @Override
  public VsockAddress decode(byte[] address) {
    String name = new String(address, 2, address.length - 2, US_ASCII);
    if (!name.startsWith(PREFIX)) {
      return VsockAddress.any(VsockAddress.PORT_ANY);
    }
    String port = name.substring(PREFIX.length(), name.indexOf(0, PREFIX.length()));
    return new VsockAddress(VsockAddress.CID_LOCAL, Integer.parseUnsignedInt(port));
  }

  @Override
  public int prepareConnect(SystemCalls calls, int fd, Duration timeout) {
    return 0;
  }
}
