// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import dev.strongroom.vsock.linux.SystemCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/// AF_VSOCK: `struct sockaddr_vm` of `linux/vm_sockets.h`, 16 bytes in the machine's byte order.
///
/// u16 family, u16 reserved, u32 port, u32 cid, u8 flags, 3 bytes zero.
final class VsockFamily implements SocketFamily {
  static final int AF_VSOCK = 40;
  static final int CONNECT_TIMEOUT = 6; // SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD, a struct timeval

  private static final int LENGTH = 16;
  private static final byte TO_HOST = 1;

  @Override
  public int domain() {
    return AF_VSOCK;
  }

  @Override
  public byte[] encode(VsockAddress address) {
    byte[] encoded = new byte[LENGTH];
    ByteBuffer.wrap(encoded)
        .order(ByteOrder.nativeOrder())
        .putShort((short) AF_VSOCK)
        .putShort((short) 0)
        .putInt(address.port())
        .putInt(address.cid())
        .put(address.toHost() ? TO_HOST : 0);
    return encoded;
  }

  @Override
  public VsockAddress decode(byte[] address) {
    ByteBuffer in = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
    return new VsockAddress(in.getInt(8), in.getInt(4), (in.get(12) & TO_HOST) != 0);
  }

  @Override
  public int prepareConnect(SystemCalls calls, int fd, Duration timeout) {
    // By itself the kernel gives up after two seconds. A little more than ours lets ours decide.
    byte[] timeval = new byte[16];
    ByteBuffer.wrap(timeval)
        .order(ByteOrder.nativeOrder())
        .putLong(Math.min(timeout.toSeconds(), Integer.MAX_VALUE) + 2);
    return calls.setsockopt(fd, AF_VSOCK, CONNECT_TIMEOUT, timeval);
  }
}
