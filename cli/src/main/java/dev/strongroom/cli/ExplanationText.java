// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.vault.Finding;
import dev.strongroom.client.vault.UnusableVaultAnswerException;
import dev.strongroom.client.vault.VaultAnswer;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.Optional;

/// Says what a vault would do, and why.
final class ExplanationText {
  private ExplanationText() {}

  /// Shows an explanation.
  ///
  /// @return the exit status that the act itself would have
  static int tell(VaultSession session, VaultAnswer answer)
      throws UnusableVaultAnswerException, MalformedJsonException {
    session.show(answer, ExplanationText::write);
    return status(answer.member("decision").text());
  }

  /// The exit status for a decision.
  static int status(String decision) {
    return switch (decision) {
      case "allowed" -> ExitStatus.ACCEPTED;
      case "approval-needed" -> ExitStatus.PENDING;
      default -> ExitStatus.REFUSED;
    };
  }

  private static void write(VaultSession session, VaultAnswer answer)
      throws UnusableVaultAnswerException, MalformedJsonException {
    session.line("would be", answer.member("decision").text());
    line(session, answer, "rule");
    line(session, answer, "code");
    line(session, answer, "message");
    FindingText.write(session.out(), Style.of(session.console()), Finding.of(answer.body()));
    Optional<JsonNode> facts = answer.optional("facts");
    if (facts.isPresent()) {
      session.out().println("what the policy sees");
      session.out().println("  " + Printable.of(CanonicalJson.text(facts.get().value())));
    }
  }

  private static void line(VaultSession session, VaultAnswer answer, String name)
      throws UnusableVaultAnswerException, MalformedJsonException {
    Optional<JsonNode> node = answer.optional(name);
    if (node.isPresent()) {
      session.line(name, node.get().anyText());
    }
  }
}
