// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses the host connects to for the enclave: public ones, and what the operator names.
///
/// Without this, an enclave that was talked into it could reach what only this machine can: its own
/// services, its neighbours, and the metadata service, which hands out the machine's credentials.
///
/// @param allowed what the operator allows although it isn't public
public record EgressAddresses(List<AddressRange> allowed) {
  // The IANA's registries of special-purpose addresses (RFC 6890), multicast and the reserved rest.
  private static final List<AddressRange> SPECIAL =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              // Of IPv6 only global unicast is public, and of that not what embeds IPv4 addresses.
              "::/3",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "4000::/2",
              "8000::/1")
          .map(AddressRange::parse)
          .toList();

  /// Keeps its own copy.
  public EgressAddresses {
    allowed = List.copyOf(allowed);
  }

  /// Public addresses only.
  public static EgressAddresses publicOnly() {
    return new EgressAddresses(List.of());
  }

  /// Whether to connect to `address`.
  public boolean allows(InetAddress address) {
    return allowed.stream().anyMatch(range -> range.contains(address))
        || SPECIAL.stream().noneMatch(range -> range.contains(address));
  }
}
