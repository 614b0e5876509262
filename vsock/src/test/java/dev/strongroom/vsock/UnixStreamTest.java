// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import java.util.concurrent.atomic.AtomicInteger;

class UnixStreamTest extends BlockingContract {
  private static final AtomicInteger LAST_PORT = new AtomicInteger(5000);

  @Override
  SocketFamily family() {
    return new UnixFamily();
  }

  @Override
  VsockAddress free() {
    return VsockAddress.any(LAST_PORT.incrementAndGet());
  }
}
