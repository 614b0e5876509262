// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.control.StateLine;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// The appraisal policy that accepts one simulated enclave and no other.
final class SimulatedPolicy {
  private SimulatedPolicy() {}

  /// The policy as a file; empty until the enclave has said what it was measured to be and under
  /// which root. What goes in was checked to be hexadecimal when it was read.
  static Optional<String> json(StateLine enclave) {
    if (enclave.pcrs().isEmpty()) {
      return Optional.empty();
    }
    return enclave.rootSha256().map(root -> json(root, enclave.pcrs()));
  }

  private static String json(String root, SortedMap<String, String> measured) {
    String pcrs =
        measured.entrySet().stream().map(SimulatedPolicy::member).collect(Collectors.joining(", "));
    return """
    {
      "version": 1,
      "kind": "nitro-enclave",
      "comment": "For one enclave that this host started: SIMULATED, not protected by hardware.",
      "anchors": [{ "name": "simulated", "sha256": "%s", "simulated": true }],
      "image": { "require": [{ "name": "what this host started", %s }] },
      "signer": { "ignore": "simulated" },
      "role": { "ignore": "simulated" },
      "instance": { "ignore": "simulated" },
      "nonce": { "ignore": "the attested channel has a nonce of its own" },
      "publicKey": { "require": true },
      "userData": { "require": true },
      "age": { "require": "PT5M" }
    }
    """
        .formatted(root, pcrs);
  }

  private static String member(Map.Entry<String, String> pcr) {
    return "\"" + pcr.getKey() + "\": \"" + pcr.getValue() + "\"";
  }
}
