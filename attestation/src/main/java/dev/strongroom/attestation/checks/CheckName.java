// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.checks;

/// A check that a verdict can have. Each kind of evidence has an enumeration of its own, which
/// `docs/evidence.md` lists with what proves it.
public interface CheckName {
  /// Its stable name, such as `report.signature`.
  String label();

  /// Document and section that demand it.
  String source();
}
