// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A server on a kernel of our own. After each test nothing may be open, and no call may ever have
/// named a descriptor that wasn't.
abstract class FakeKernelTest {
  static final Duration SOON = Duration.ofMinutes(1);
  static final int PORT = 5000;
  static final VsockAddress ADDRESS = new VsockAddress(VsockAddress.CID_LOCAL, PORT);

  final FakeKernel kernel = new FakeKernel();
  Vsock vsock;
  VsockServer server;

  @BeforeEach
  void listen() throws IOException {
    vsock = new Vsock(kernel, new VsockFamily());
    server = vsock.listen(VsockAddress.any(PORT));
  }

  @AfterEach
  void nothingStaysOpen() {
    vsock.close();
    assertThat(kernel.openDescriptors()).isEqualTo(0);
    assertThat(kernel.badDescriptors()).isEqualTo(0);
  }

  /// Fails `call` with `errno`, `times` times.
  final void fail(String call, int errno, int times) {
    AtomicInteger left = new AtomicInteger(times);
    kernel.faults = name -> name.equals(call) && left.getAndDecrement() > 0 ? -errno : 0;
  }
}
