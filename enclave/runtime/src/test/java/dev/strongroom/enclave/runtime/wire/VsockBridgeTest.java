// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.vsock.VsockAddress;
import java.io.IOException;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The wire and the bridge over real vsocks, where there is the loopback transport:
/// `vsock/test-on-uml`.
@EnabledIfSystemProperty(named = "strongroom.vsock.loopback", matches = "true")
class VsockBridgeTest extends BridgeContract {
  private @Nullable VsockWire wire;

  @BeforeEach
  void open() throws IOException {
    wire = VsockWire.open(VsockAddress.CID_LOCAL);
  }

  @AfterEach
  void close() {
    wire().close();
  }

  @Override
  VsockWire wire() {
    if (wire == null) {
      throw new IllegalStateException();
    }
    return wire;
  }

  @Override
  Link client() throws IOException {
    return wire().dial(Wire.SERVICE);
  }

  @Test
  void dialsTheHost() throws Exception {
    try (Wire.Listener listener = wire().listen(Wire.CONTROL);
        Link here = wire().dial(Wire.CONTROL);
        Link there = listener.accept()) {
      here.output().write(new byte[] {1, 2, 3});
      here.endOutput();
      assertThat(there.input().readAllBytes()).containsExactly(1, 2, 3);
      there.output().write(4);
      assertThat(here.input().read()).isEqualTo(4);
    }
  }

  @Test
  void saysThatNobodyListens() {
    assertThatThrownBy(() -> wire().dial(7999)).isInstanceOf(ConnectException.class);
  }
}
