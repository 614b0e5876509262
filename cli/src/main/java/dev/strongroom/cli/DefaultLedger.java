// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

/// The measured configuration of an enclave to try out: a simulated root secret, a log, and one
/// witness on the same machine.
final class DefaultLedger {
  /// Of the log.
  static final String ORIGIN = "localhost/strongroom";

  private DefaultLedger() {}

  static String configuration(LocalWitness witness) {
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
          "quorum": 1
        }
      }
    }
    """
        .formatted(witness.port(), ORIGIN, witness.key().text(), witness.url());
  }
}
