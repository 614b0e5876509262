// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.notary.UnusableAnswerException;
import dev.strongroom.client.vault.json.VaultAnswer;

/// Says whether something is a key's.
final class ValidText {
  private ValidText() {}

  /// Shows it.
  ///
  /// @return the exit status
  static int tell(VaultSession session, VaultAnswer answer)
      throws UnusableAnswerException, MalformedJsonException {
    boolean valid = answer.member("valid").flag();
    session.show(answer, (shown, _) -> shown.out().println(valid ? "valid" : "NOT VALID"));
    return valid ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
  }
}
