// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.vault.UnusableVaultAnswerException;
import dev.strongroom.client.vault.VaultAnswer;

/// Says whether something is a key's.
final class ValidText {
  private ValidText() {}

  /// Shows it.
  ///
  /// @return the exit status
  static int tell(VaultSession session, VaultAnswer answer)
      throws UnusableVaultAnswerException, MalformedJsonException {
    boolean valid = answer.member("valid").flag();
    session.show(answer, (shown, _) -> shown.out().println(valid ? "valid" : "NOT VALID"));
    return valid ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
  }
}
