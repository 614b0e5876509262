// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Resolves names to addresses.
@FunctionalInterface
public interface NameResolver {
  /// The addresses of `host`, in the order in which to try them.
  ///
  /// @throws UnknownHostException if there are none
  List<InetAddress> resolve(String host) throws UnknownHostException;
}
