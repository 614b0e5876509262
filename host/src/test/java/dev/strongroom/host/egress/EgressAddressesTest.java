// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The host connects to public addresses, and to what its operator names.
class EgressAddressesTest {
  private static boolean allows(EgressAddresses addresses, String address) {
    return addresses.allows(InetAddress.ofLiteral(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.1",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "198.19.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "2001:0:1::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void refusesWhatOnlyTheHostReaches(String address) {
    assertThat(allows(EgressAddresses.publicOnly(), address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "52.94.5.1",
        "172.15.255.255",
        "172.32.0.0",
        "169.253.0.1",
        "223.255.255.254",
        "2600:1f18::1",
        "2a05:d018::1"
      })
  void allowsPublicAddresses(String address) {
    assertThat(allows(EgressAddresses.publicOnly(), address)).isTrue();
  }

  @Test
  void allowsWhatTheOperatorNames() {
    EgressAddresses addresses =
        new EgressAddresses(
            List.of(AddressRange.parse("10.1.0.0/20"), AddressRange.parse("fd00:ec2::23")));
    assertThat(allows(addresses, "10.1.15.255")).isTrue();
    assertThat(allows(addresses, "10.1.16.0")).isFalse();
    assertThat(allows(addresses, "fd00:ec2::23")).isTrue();
    assertThat(allows(addresses, "fd00:ec2::254")).isFalse();
    assertThat(allows(addresses, "1.1.1.1")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "example.com/8", "::/129"})
  void refusesRangesThatAreNone(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
