// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// Errors come back as the kernel's numbers, whatever the call; what succeeds is seen elsewhere.
class NativeSystemCallsTest {
  private static final int NONE = -1;

  private final NativeSystemCalls calls = NativeSystemCalls.create();

  @Test
  void errorsAreNegativeNumbers() {
    byte[] address = {40, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};
    ByteBuffer heap = ByteBuffer.allocate(10);
    ByteBuffer direct = ByteBuffer.allocateDirect(10);
    assertThat(
            new int[] {
              calls.bind(NONE, address),
              calls.listen(NONE, 1),
              calls.accept(NONE, new byte[SystemCalls.MAX_ADDRESS]),
              calls.connect(NONE, address),
              calls.getsockname(NONE, new byte[SystemCalls.MAX_ADDRESS]),
              calls.getpeername(NONE, new byte[SystemCalls.MAX_ADDRESS]),
              calls.socketError(NONE),
              calls.setsockopt(NONE, 40, 6, new byte[16]),
              calls.receive(NONE, heap),
              calls.receive(NONE, direct),
              calls.send(NONE, heap),
              calls.send(NONE, direct),
              calls.shutdown(NONE, SystemCalls.SHUT_WR),
              calls.ioctl(NONE, 0x7b9, new int[1]),
              calls.epollAdd(NONE, NONE, ReadyEvents.IN, 1),
              calls.epollWait(NONE, new ReadyEvents(1)),
              calls.eventfdSignal(NONE),
              calls.close(NONE)
            })
        .containsOnly(-Errno.EBADF);
    assertThat(heap.position() + direct.position()).isEqualTo(0);
    assertThat(calls.socket(4711)).isEqualTo(-Errno.EAFNOSUPPORT);
    assertThat(calls.open("/no/such/file")).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void descriptionsHaveTheNumber() {
    for (int errno = 1; errno < 140; errno++) {
      assertThat(Errno.describe(errno)).endsWith(" (" + errno + ")");
    }
  }
}
