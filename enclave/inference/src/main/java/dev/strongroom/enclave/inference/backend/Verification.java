// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.backend;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.inference.InferenceStatement.Evidence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// That a back end's evidence was accepted.
///
/// @param kind of the evidence, such as `sev-snp`
/// @param evidence its SHA-256
/// @param identity the deployment's Ed25519 identity key, where the evidence binds one
/// @param tlsKey SHA-256 of the SubjectPublicKeyInfo of the server's TLS key, where the evidence
///   binds that
/// @param at when, by this enclave's clock
/// @param simulated whether its root is one of a simulated device, which protects nothing
/// @param checks the names of those that it passed, in order
public record Verification(
    String kind,
    Bytes evidence,
    Optional<Bytes> identity,
    Optional<Bytes> tlsKey,
    Instant at,
    boolean simulated,
    List<String> checks) {
  /// Copies the list.
  public Verification {
    checks = List.copyOf(checks);
  }

  /// What receipts say of it.
  public Evidence stated() {
    return new Evidence(kind, evidence, identity, simulated);
  }
}
