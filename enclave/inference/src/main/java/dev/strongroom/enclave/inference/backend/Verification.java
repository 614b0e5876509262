// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.backend;

import dev.strongroom.attestation.Bytes;
import java.time.Instant;
import java.util.List;

/// That a back end's evidence was accepted.
///
/// @param kind of the evidence, such as `sev-snp`
/// @param evidence its SHA-256
/// @param identity the deployment's Ed25519 identity key
/// @param at when, by this enclave's clock
/// @param simulated whether its root is one of a simulated device, which protects nothing
/// @param checks the names of those that it passed, in order
public record Verification(
    String kind,
    Bytes evidence,
    Bytes identity,
    Instant at,
    boolean simulated,
    List<String> checks) {
  /// Copies the list.
  public Verification {
    checks = List.copyOf(checks);
  }
}
