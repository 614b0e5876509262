// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VsockAddressTest {
  private final VsockFamily family = new VsockFamily();

  @Test
  void readsWell() {
    assertThat(new VsockAddress(VsockAddress.CID_ENCLAVE_PARENT, 9000)).hasToString("vsock:3:9000");
    assertThat(new VsockAddress(-2, -2).viaHost()).hasToString("vsock:4294967294:4294967294!");
    assertThat(VsockAddress.any(VsockAddress.PORT_ANY)).hasToString("vsock:*:*");
  }

  /// The bytes of `struct sockaddr_vm` on a little-endian machine, written down by hand.
  @ParameterizedTest
  @CsvSource({
    "3, 9000, false, 28000000282300000300000000000000",
    "-1, -1, false, 28000000ffffffffffffffff00000000",
    "16, 1, true, 28000000010000001000000001000000"
  })
  void isEncodedAsTheKernelHasIt(int cid, int port, boolean toHost, String hex) {
    assertThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    VsockAddress address = new VsockAddress(cid, port, toHost);
    byte[] encoded = family.encode(address);
    assertThat(HexFormat.of().formatHex(encoded)).isEqualTo(hex);
    assertThat(family.decode(encoded)).isEqualTo(address);
  }
}
