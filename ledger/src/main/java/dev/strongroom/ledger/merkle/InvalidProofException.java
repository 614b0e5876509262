// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.merkle;

import java.util.Objects;

/// A Merkle proof that proves nothing.
public final class InvalidProofException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param problem what is wrong with it
  public InvalidProofException(String problem) {
    super(problem);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
