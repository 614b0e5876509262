// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpollEventLayoutTest {
  /// The bytes of `struct epoll_event` on little-endian machines, written down by hand.
  @ParameterizedTest
  @CsvSource({
    "amd64, 050000800807060504030201",
    "x86_64, 050000800807060504030201",
    "aarch64, 05000080000000000807060504030201"
  })
  void isTheArchitectures(String architecture, String hex) {
    EpollEventLayout layout = EpollEventLayout.of(architecture);
    byte[] event = new byte[(int) layout.size()];
    int flags = ReadyEvents.IN | ReadyEvents.OUT | ReadyEvents.EDGE;
    layout.write(MemorySegment.ofArray(event), flags, 0x0102030405060708L);
    assertThat(HexFormat.of().formatHex(event)).isEqualTo(hex);

    MemorySegment two =
        MemorySegment.ofArray(HexFormat.of().parseHex("ff".repeat(event.length) + hex));
    ReadyEvents ready = new ReadyEvents(2);
    layout.read(two, 1, ready);
    assertThat(ready.events(1)).isEqualTo(flags);
    assertThat(ready.id(1)).isEqualTo(0x0102030405060708L);
  }

  @Test
  void othersAreRefused() {
    assertThatThrownBy(() -> EpollEventLayout.of("riscv64"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
