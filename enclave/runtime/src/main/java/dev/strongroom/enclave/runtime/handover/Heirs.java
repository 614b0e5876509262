// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.enclave.runtime.Successors;
import java.util.Optional;
import java.util.function.Supplier;

/// Who may have the root secret.
///
/// @param measured the configuration's policy; empty: it names none
/// @param decided what the service's log decides, once there is a service with a log
public record Heirs(Optional<AppraisalPolicy> measured, Supplier<Optional<Successors>> decided) {

  /// Only those that the configuration names.
  public static Heirs of(Optional<AppraisalPolicy> measured) {
    return new Heirs(measured, Optional::empty);
  }
}
