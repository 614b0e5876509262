// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.egress;

import java.math.BigInteger;
import java.net.InetAddress;

/// A range of IP addresses that share their first bits.
///
/// @param network any address of the range
/// @param bits how many bits are shared, 0 to 32 or 128
public record AddressRange(InetAddress network, int bits) {

  /// Checks the number of bits.
  ///
  /// @throws IllegalArgumentException if the address has fewer
  public AddressRange {
    if (bits < 0 || bits > network.getAddress().length * 8) {
      throw new IllegalArgumentException(network.getHostAddress() + " has no " + bits + " bits");
    }
  }

  /// Reads `ADDRESS/BITS` (RFC 4632, RFC 4291), such as `10.0.0.0/8`, or a single address.
  ///
  /// @throws IllegalArgumentException if it is anything else; names are never resolved
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    return new AddressRange(
        network,
        slash < 0
            ? network.getAddress().length * 8
            : Integer.parseUnsignedInt(text.substring(slash + 1)));
  }

  /// Whether `address` is of this range.
  public boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    byte[] own = network.getAddress();
    return other.length == own.length
        && new BigInteger(1, other)
            .xor(new BigInteger(1, own))
            .shiftRight(own.length * 8 - bits)
            .equals(BigInteger.ZERO);
  }
}
