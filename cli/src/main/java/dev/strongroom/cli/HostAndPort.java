// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

/// An address on the command line: `host:port`, or `[address]:port` for IPv6.
record HostAndPort(String host, int port) {
  private static final int HIGHEST = 65_535;

  static HostAndPort parse(String text) throws UsageException {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (!host.isEmpty() && port >= 0 && port <= HIGHEST) {
        return new HostAndPort(host, port);
      }
    } catch (NumberFormatException e) {
      // Told below, with the other forms that aren't addresses.
    }
    throw new UsageException("'" + text + "' isn't an address such as localhost:8443");
  }
}
