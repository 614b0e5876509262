// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.vault.UnusableVaultAnswerException;
import dev.strongroom.client.vault.VaultAnswer;
import java.util.List;

/// Says who has to approve before something is done.
///
/// @param session shows it
record ApprovalText(VaultSession session) {

  /// An act that waits, and how it is approved.
  void write(String key, VaultAnswer answer)
      throws UnusableVaultAnswerException, MalformedJsonException {
    String proposal = answer.member("proposal").text();
    session.out().println("APPROVALS NEEDED  nothing was done yet");
    session.line("proposal", proposal);
    approvals(answer.member("approvals"));
    session.line("approve by", "strongroom keys approve " + key + " " + proposal);
  }

  /// How far it is.
  void approvals(JsonNode approvals) throws MalformedJsonException {
    session.line(
        "approvals",
        names(approvals.member("given")).size()
            + " of the "
            + approvals.member("needed").integer(0, Integer.MAX_VALUE)
            + " that it takes");
    for (String given : names(approvals.member("given"))) {
      session.line("given by", given);
    }
    for (String approver : names(approvals.member("approvers"))) {
      session.line("may approve", approver);
    }
    session.line("until", approvals.member("until").text());
  }

  private static List<String> names(JsonNode list) throws MalformedJsonException {
    if (list.value() instanceof List<?> all) {
      return all.stream().map(String::valueOf).toList();
    }
    throw list.error("a list is needed");
  }
}
