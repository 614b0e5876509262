// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Reason;
import dev.strongroom.ledger.witness.Cosignature;

/// Why a check of a receipt failed. Codes are stable.
public sealed interface ReceiptReason {

  /// A stable name.
  String code();

  /// The same for people.
  String describe();

  /// Something is wrong with the receipt, or the policy doesn't want it.
  ///
  /// @param describe what was found
  record Found(Fault fault, String describe) implements ReceiptReason {
    @Override
    public String code() {
      return fault.code();
    }
  }

  /// The evidence was refused.
  ///
  /// @param reason of the first check of the evidence that failed
  record Evidence(Reason reason) implements ReceiptReason {
    @Override
    public String code() {
      return reason.code();
    }

    @Override
    public String describe() {
      return reason.describe();
    }
  }

  /// Too few witnesses cosigned.
  ///
  /// @param problem of a witness that is missing
  /// @param describe all witnesses
  record Witnesses(Cosignature.Problem problem, String describe) implements ReceiptReason {
    @Override
    public String code() {
      return problem.code();
    }
  }
}
