// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import dev.strongroom.vsock.linux.SystemCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/// TCP on 127.0.0.1; the CID is ignored. Unlike AF_UNIX it connects in the background, as vsocks
/// do.
final class InetFamily implements SocketFamily {
  private static final int LOOPBACK = 0x7f000001;

  @Override
  public int domain() {
    return 2;
  }

  @Override
  public byte[] encode(VsockAddress address) {
    short port = (short) (address.port() == VsockAddress.PORT_ANY ? 0 : address.port());
    return ByteBuffer.allocate(16)
        .order(ByteOrder.nativeOrder())
        .putShort((short) 2)
        .order(ByteOrder.BIG_ENDIAN)
        .putShort(port)
        .putInt(LOOPBACK)
        .array();
  }

  @Override
  public VsockAddress decode(byte[] address) {
    int port = Short.toUnsignedInt(ByteBuffer.wrap(address).getShort(2));
    return new VsockAddress(VsockAddress.CID_LOCAL, port);
  }

  @Override
  public int prepareConnect(SystemCalls calls, int fd, Duration timeout) {
    return 0;
  }
}
