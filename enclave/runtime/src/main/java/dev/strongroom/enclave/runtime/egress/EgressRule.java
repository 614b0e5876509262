// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.egress;

import java.util.regex.Pattern;

/// One place that the enclave may connect to: this name and port, no other. There are no wildcards.
///
/// @param host a name in lower case, without a dot at its end, or an IPv4 address
/// @param port 1 to 65535
public record EgressRule(String host, int port) {
  private static final int LONGEST = 253;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

  /// Checks both.
  ///
  /// @throws IllegalArgumentException if the host isn't a name of letters, digits and hyphens (RFC
  ///   1123, section 2.1) in lower case, or there is no such port
  public EgressRule {
    if (host.length() > LONGEST || !NAME.matcher(host).matches()) {
      throw new IllegalArgumentException("not the name of a host in lower case");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("there is no port " + port);
    }
  }

  /// Reads `HOST:PORT`.
  ///
  /// @throws IllegalArgumentException if it is anything else
  public static EgressRule parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || !PORT.matcher(text.substring(colon + 1)).matches()) {
      throw new IllegalArgumentException("HOST:PORT is needed");
    }
    return new EgressRule(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
