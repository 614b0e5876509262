// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.launch.Announcement;
import java.util.Map;
import java.util.stream.Collectors;

/// The appraisal policy that accepts one simulated enclave and no other.
final class SimulatedPolicy {
  private SimulatedPolicy() {}

  /// The policy as a file. What goes in was checked to be hexadecimal by whoever reads it back.
  static String json(Announcement announcement) {
    String pcrs =
        announcement.pcrs().entrySet().stream()
            .map(SimulatedPolicy::member)
            .collect(Collectors.joining(", "));
    return """
    {
      "version": 1,
      "kind": "nitro-enclave",
      "comment": "For the SIMULATED enclave that strongroom up started.",
      "anchors": [{ "name": "simulated", "sha256": "%s", "simulated": true }],
      "image": { "require": [{ "name": "what strongroom up started", %s }] },
      "signer": { "ignore": "simulated" },
      "role": { "ignore": "simulated" },
      "instance": { "ignore": "simulated" },
      "nonce": { "ignore": "the attested channel has a nonce of its own" },
      "publicKey": { "require": true },
      "userData": { "require": true },
      "age": { "require": "PT5M" }
    }
    """
        .formatted(announcement.rootSha256(), pcrs);
  }

  private static String member(Map.Entry<String, String> pcr) {
    return "\"" + pcr.getKey() + "\": \"" + pcr.getValue() + "\"";
  }
}
