// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.ledger.receipt.Anchor;
import dev.strongroom.ledger.verification.TimeBounds.Bound;
import java.util.List;

/// What the evidence beside the witnesses is worth.
final class AnchorChecks {
  private static final String TIMESTAMP = "anchor.rfc3161";
  private static final String ROW = "anchor.dynamodb";

  private AnchorChecks() {}

  /// Runs all checks.
  ///
  /// @return when time-stamps show that the checkpoint existed
  static List<Bound> check(Question question) {
    switch (question.policy().timestamps()) {
      case Ignore<List<TrustAnchor>>(String why) -> question.checks().ignored(TIMESTAMP, why);
      case Require<List<TrustAnchor>> _ ->
          question.checks().fail(TIMESTAMP, Fault.TIMESTAMP_MISSING, "no time-stamp is good");
    }
    for (Anchor anchor : question.receipt().anchors()) {
      if (anchor instanceof Anchor.DynamoDb row) {
        question
            .checks()
            .skip(ROW, "table " + row.table() + " in " + row.region() + ": its owner's word");
      }
    }
    return List.of();
  }
}
