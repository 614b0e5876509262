// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

class InetStreamTest extends BlockingContract {
  @Override
  SocketFamily family() {
    return new InetFamily();
  }

  @Override
  VsockAddress free() {
    return VsockAddress.any(VsockAddress.PORT_ANY);
  }

  @Override
  long bulk() {
    return 20_000_000;
  }
}
