// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import java.util.Optional;

/// Who may have the root secret by a decision that the service's log shows, beside the measured
/// `heirs`.
@FunctionalInterface
public interface Successors {
  /// Whom the log names now; empty: it never names anybody.
  ///
  /// @throws SuccessorRefusedException if it names nobody yet, or that isn't known now
  Optional<Successor> named() throws SuccessorRefusedException;

  /// An image that may get the root secret.
  interface Successor {
    /// What an heir's evidence has to satisfy before it is admitted.
    AppraisalPolicy policy();

    /// Decides whether an heir may have the root secret now, and leaves a trace of it in the log.
    ///
    /// @param evidence SHA-256 of what satisfied the policy
    /// @throws SuccessorRefusedException if it may not
    void admit(Bytes evidence) throws SuccessorRefusedException, InterruptedException;
  }
}
