// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.enclave.runtime.wire.Wire;
import dev.strongroom.host.wire.Port;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Both ends write the ports down, since neither may see the other.
class PortsTest {
  @Test
  void bothEndsMeanTheSamePorts() {
    assertThat(
            List.of(
                Port.SERVICE,
                Port.CONTROL,
                Port.STORAGE,
                Port.EGRESS,
                Port.CREDENTIALS,
                Port.CONTENT,
                Port.QUOTES))
        .isEqualTo(
            List.of(
                Wire.SERVICE,
                Wire.CONTROL,
                Wire.STORAGE,
                Wire.EGRESS,
                Wire.CREDENTIALS,
                Wire.CONTENT,
                Wire.QUOTES));
  }
}
