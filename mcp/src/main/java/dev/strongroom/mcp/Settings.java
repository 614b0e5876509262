// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.mcp;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.endorsements.GivenFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
/// @param endorsements files that the enclave's evidence is judged with
record Settings(
    URI server,
    Path policy,
    Optional<Bytes> identity,
    Path agentKey,
    Optional<Path> receiptPolicy,
    List<Path> endorsements) {
  private static final String ENDORSEMENTS = "endorsements";
  private static final Set<String> NAMES =
      Set.of("server", "policy", "identity", "agent-key", "receipt-policy");

  /// Copies the list.
  Settings {
    endorsements = List.copyOf(endorsements);
  }

  /// Reads `NAME=VALUE` of `server`, `policy`, `agent-key`, and where there are `identity` and
  /// `receipt-policy`; `endorsements` as often as there are files.
  ///
  /// @throws IllegalArgumentException if something else is there, or something is missing
  static Settings parse(String[] arguments) {
    Map<String, String> values = new TreeMap<>();
    List<Path> endorsements = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.startsWith(ENDORSEMENTS + "=")) {
        endorsements.add(Path.of(argument.substring(ENDORSEMENTS.length() + 1)));
        continue;
      }
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
        Optional.ofNullable(values.get("receipt-policy")).map(Path::of),
        endorsements);
  }

  /// What the files of endorsements hold, all together.
  ///
  /// @throws IOException if one can't be read, or has nothing of the sort in it
  Endorsements given() throws IOException {
    Endorsements all = Endorsements.NONE;
    for (Path file : endorsements) {
      try {
        all =
            all.with(
                GivenFile.read(
                    Bytes.copyOf(Files.readAllBytes(file)), String.valueOf(file.getFileName())));
      } catch (MalformedJsonException | IllegalArgumentException e) {
        throw new IOException(file + ": " + e.getMessage(), e);
      }
    }
    return all;
  }

  private static String needed(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + "= is missing: started by strongroom mcp only");
    }
    return value;
  }
}
