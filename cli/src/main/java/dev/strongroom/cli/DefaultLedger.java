// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.ledger.recovery.Generation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The measured configuration of an enclave to try out: a simulated root secret, a log, and one
/// witness on the same machine.
final class DefaultLedger {
  /// Of the log.
  static final String ORIGIN = "localhost/strongroom";

  /// Nobody loses a laptop's log more often.
  private static final int GENERATIONS = 10;

  private DefaultLedger() {}

  /// Of the log and of those that it may go on as.
  static List<String> origins() {
    return Stream.iterate(new Generation(ORIGIN, 0), Generation::next)
        .limit(GENERATIONS)
        .map(Generation::origin)
        .toList();
  }

  /// @param operators the settings' parts about what operators may decide, as JSON, by their names
  /// @param service the settings of what is beside the log, a member of JSON such as `"vault":
  ///   {…}`; empty: it has none
  static String configuration(
      LocalWitness witness, Map<String, String> operators, Optional<String> service) {
    return """
    {
      "version": 1,
      "deployment": "simulated",
      "rootSecret": { "source": "simulated" },
      "egress": ["127.0.0.1:%d"],
      "settings": {
        "ledger": {
          "origin": "%s",
          "witnesses": [{ "keys": ["%s"], "url": "%s" }],
          "quorum": 1%s
        }%s
      }
    }
    """
        .formatted(
            witness.port(),
            ORIGIN,
            witness.key().text(),
            witness.url(),
            operators.entrySet().stream()
                .map(each -> ",\n      \"" + each.getKey() + "\": " + each.getValue())
                .collect(Collectors.joining()),
            service.map(settings -> ",\n    " + settings).orElse(""));
  }
}
