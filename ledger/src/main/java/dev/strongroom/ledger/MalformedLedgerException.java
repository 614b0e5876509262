// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger;

import java.util.Objects;

/// Bytes or text that aren't what they should be: a note, a tile, a proof, a receipt.
public final class MalformedLedgerException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param problem what is wrong, and where
  public MalformedLedgerException(String problem) {
    super(problem);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
