// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.mcp;

import dev.strongroom.attestation.Bytes;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What the command line hands over.
///
/// @param server such as `https://localhost:8443/`
/// @param policy the appraisal policy's file
/// @param identity of the deployment, 32 bytes, if it has to be one
/// @param agentKey file of the key that asks
/// @param receiptPolicy what receipts have to show, if a file says it
record Settings(
    URI server,
    Path policy,
    Optional<Bytes> identity,
    Path agentKey,
    Optional<Path> receiptPolicy) {
  private static final Set<String> NAMES =
      Set.of("server", "policy", "identity", "agent-key", "receipt-policy");

  /// Reads `NAME=VALUE` of `server`, `policy`, `agent-key`, and where there are `identity` and
  /// `receipt-policy`.
  ///
  /// @throws IllegalArgumentException if something else is there, or something is missing
  static Settings parse(String[] arguments) {
    Map<String, String> values = new TreeMap<>();
    for (String argument : arguments) {
      int end = argument.indexOf('=');
      if (end < 0
          || !NAMES.contains(argument.substring(0, end))
          || values.put(argument.substring(0, end), argument.substring(end + 1)) != null) {
        throw new IllegalArgumentException("'" + argument + "': started by strongroom mcp only");
      }
    }
    return new Settings(
        URI.create(needed(values, "server")),
        Path.of(needed(values, "policy")),
        Optional.ofNullable(values.get("identity")).map(Bytes::fromHex),
        Path.of(needed(values, "agent-key")),
        Optional.ofNullable(values.get("receipt-policy")).map(Path::of));
  }

  private static String needed(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + "= is missing: started by strongroom mcp only");
    }
    return value;
  }
}
