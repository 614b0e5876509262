// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.ledger.inference.InferenceStatement.Usage;
import java.util.Optional;

/// A request that was let in, until it is known what it cost.
public interface Admission {
  /// One that nobody counts: the settings have no keys.
  Admission UNCOUNTED = (_, _, _) -> {};

  /// Says how it ended; what is said after the first time doesn't count.
  ///
  /// @param status that was answered; 0 if no back end answered
  /// @param usage as the back end counted it
  /// @param complete whether the answer was
  void ended(int status, Optional<Usage> usage, boolean complete);

  /// Whether the request's key was revoked or replaced meanwhile: nothing more is to be passed on.
  default boolean cut() {
    return false;
  }
}
