// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The contract over real vsocks. Only with `-Dstrongroom.vsock.loopback=true`, since nothing says
/// beforehand whether the kernel has the loopback transport, and where it hasn't, connecting to CID
/// 1 asks the hypervisor. `test-on-uml` brings a kernel that has it.
@EnabledIfSystemProperty(named = "strongroom.vsock.loopback", matches = "true")
class VsockLoopbackTest extends BlockingContract {
  @Override
  SocketFamily family() {
    return new VsockFamily();
  }

  @Override
  VsockAddress free() {
    return VsockAddress.any(VsockAddress.PORT_ANY);
  }

  @Override
  long bulk() {
    return Long.getLong("strongroom.vsock.bulk", super.bulk());
  }

  @Override
  int requests() {
    return Integer.getInteger("strongroom.vsock.requests", super.requests());
  }
}
