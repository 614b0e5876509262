// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.ledger.note.VerifierKey;

/// The policy for receipts of one simulated enclave and its witness on the same machine.
final class ReceiptPolicyText {
  private ReceiptPolicyText() {}

  /// The policy as a file.
  ///
  /// @param enclave the appraisal policy, JSON
  /// @param witness its key
  static String json(String enclave, VerifierKey witness) {
    return """
    {
      "version": 1,
      "kind": "receipt",
      "comment": "For one enclave that this host started: SIMULATED. Its witness is on the same machine.",
      "logs": { "ignore": "the enclave's evidence binds the log's key" },
      "enclave": { "require": %s },
      "earlierEpochs": { "allow": "the same image after a crash, under the same log's key" },
      "witnesses": { "require": { "quorum": 1, "of": [{ "name": "%s", "key": "%s" }] } },
      "timestamps": { "ignore": "none are asked for" },
      "time": { "ignore": "of any time" }
    }
    """
        .formatted(enclave.strip().replace("\n", "\n  "), witness.name(), witness.text());
  }
}
