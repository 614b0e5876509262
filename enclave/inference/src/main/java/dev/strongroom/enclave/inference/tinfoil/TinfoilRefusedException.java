// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.tinfoil;

import dev.strongroom.attestation.Verdict;
import java.util.Optional;

/// What a server published isn't accepted for its connection.
public final class TinfoilRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final String check;
  private final transient Optional<Verdict> verdict;

  private TinfoilRefusedException(String check, String detail, Optional<Verdict> verdict) {
    super(check + ": " + detail);
    this.check = check;
    this.verdict = verdict;
  }

  /// Refused by a check of its own document.
  ///
  /// @param detail for people
  static TinfoilRefusedException of(String check, String detail) {
    return new TinfoilRefusedException(check, detail, Optional.empty());
  }

  /// Refused by the verifier of its evidence.
  static TinfoilRefusedException of(String check, Verdict verdict) {
    return new TinfoilRefusedException(check, "the evidence isn't accepted", Optional.of(verdict));
  }

  /// The name of the check that failed.
  public String check() {
    return check;
  }

  /// What the verifier said, where it was asked.
  public Optional<Verdict> verdict() {
    return verdict;
  }
}
