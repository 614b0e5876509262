// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.vault.UnusableVaultAnswerException;
import dev.strongroom.client.vault.VaultAnswer;

/// Writes for people what was signed.
final class SignedText {
  private SignedText() {}

  static void write(VaultSession session, VaultAnswer answer)
      throws UnusableVaultAnswerException, MalformedJsonException {
    for (JsonNode result : answer.member("results").items()) {
      session.line("signed", result.member("form").text());
      String path = result.member("path").anyText();
      session.line("by", result.member("publicKey").text() + (path.isEmpty() ? "" : " " + path));
      for (JsonNode signature : KeyText.items(result.member("signatures"))) {
        session.line("signature", signature.text());
      }
      session.line("result", result.member("result").anyText());
      session.line("id", result.member("id").anyText());
    }
  }
}
