// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.upgrade;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.OperatorStatement;
import dev.strongroom.ledger.operators.StatementForm;

/// What operators say of an upgrade: first that it is to come, then, when the notice is over, that
/// it may.
public sealed interface UpgradeStatement extends OperatorStatement
    permits UpgradeAnnouncement, UpgradeApproval {
  /// The kind of its entry.
  String KIND = "upgrade";

  /// How it is read.
  StatementForm<UpgradeStatement> FORM = new StatementForm<>(KIND, UpgradeStatement::read);

  /// The key of the log in which it is entered. It derives from the deployment's root secret, so no
  /// other deployment has it.
  VerifierKey log();

  /// Reads a statement.
  ///
  /// @throws MalformedJsonException if it isn't one
  static UpgradeStatement read(JsonNode node) throws MalformedJsonException {
    JsonNode step = node.member("step");
    return switch (step.text()) {
      case UpgradeAnnouncement.STEP -> UpgradeAnnouncement.read(node);
      case UpgradeApproval.STEP -> UpgradeApproval.read(node);
      default -> throw step.error("announcement or approval is needed");
    };
  }
}
