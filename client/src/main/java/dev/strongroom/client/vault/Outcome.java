// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.ledger.receipt.Receipt;
import java.util.Optional;

/// What came of an act that may need approvals.
///
/// @param <T> what it gives
public sealed interface Outcome<T> {
  /// What it gives, for those who can't wait.
  ///
  /// @throws ApprovalNeededException if others have to approve first
  T orThrow() throws ApprovalNeededException;

  /// It was done.
  ///
  /// @param <T> what it gives
  /// @param value what it gives
  record Done<T>(T value) implements Outcome<T> {
    @Override
    public T orThrow() {
      return value;
    }
  }

  /// Others have to approve first; then the same request, sent again, does it.
  ///
  /// @param <T> what it will give
  /// @param approvals who may approve, and who has
  /// @param receipt that it was asked
  record ApprovalNeeded<T>(Approvals approvals, Optional<Receipt> receipt) implements Outcome<T> {
    @Override
    public T orThrow() throws ApprovalNeededException {
      throw new ApprovalNeededException(approvals);
    }
  }
}
