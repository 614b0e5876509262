// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.chain.Facts;
import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.enclave.vault.key.KeyContent;
import dev.strongroom.enclave.vault.key.VaultContents;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.policy.Decision;
import dev.strongroom.policy.FormModels;
import dev.strongroom.policy.Inquiry;
import dev.strongroom.policy.Policy;
import dev.strongroom.policy.Principal;
import dev.strongroom.policy.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Tries a policy out on what was asked for before: nothing is entered, and nothing is used up.
record PolicyTrials(Dossiers dossiers, Histories histories) {
  private static final int MOST = 200;
  private static final int PAGE = 20;

  /// Puts the latest requests to a policy, in the order in which they came.
  Answer test(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("policy", "last"));
    Policy policy = Births.policy(asked.body().member("policy"));
    Optional<JsonNode> last = asked.body().optional("last");
    int most = last.isEmpty() ? MOST : last.get().integer(1, MOST);
    String about = VaultContents.key(asked.key());
    KeyContent key = KeyActs.key(dossiers.state(about));
    if (!key.owners().of().contains(asked.caller().principal())) {
      throw new RefusedException("not-an-owner", 403, "only owners of the key may do this");
    }
    List<Object> results = new ArrayList<>();
    Usage usage = Usage.NONE;
    for (Receipt receipt : requests(about, most).reversed()) {
      JsonNode entry = receipt.entry().content();
      Facts facts = FormModels.facts(entry.member("facts"));
      Principal caller =
          Principal.parse(
              entry.optional("principal").isPresent()
                  ? entry.member("principal").text()
                  : entry.member("caller").member("principal").text());
      Inquiry inquiry =
          new Inquiry(
              entry.member("act").text(),
              caller,
              key.owners().of().contains(caller),
              Optional.empty(),
              key.id(),
              "",
              facts,
              receipt.entry().time(),
              Set.of());
      Decision decision = policy.decide(inquiry, usage);
      if (decision instanceof Decision.Allowed allowed) {
        usage = usage.charged(allowed.charges(), receipt.entry().time());
      }
      results.add(
          Map.of(
              "entry", entry.member("n").value(),
              "was", receipt.entry().kind().equals("refusal") ? "refused" : "allowed",
              "now", outcome(decision),
              "message", message(decision)));
    }
    return Answer.done(Map.of("results", results));
  }

  private List<Receipt> requests(String about, int most) throws Exception {
    List<Receipt> found = new ArrayList<>();
    long before = Long.MAX_VALUE;
    while (found.size() < most) {
      List<Receipt> page = histories.page(about, before, PAGE);
      if (page.isEmpty()) {
        break;
      }
      for (Receipt receipt : page) {
        if (receipt.entry().content().optional("facts").isPresent() && found.size() < most) {
          found.add(receipt);
        }
      }
      before = page.getLast().index();
    }
    return found;
  }

  private static String outcome(Decision decision) {
    return switch (decision) {
      case Decision.Allowed _ -> "allowed";
      case Decision.ApprovalNeeded _ -> "approval-needed";
      case Decision.Refused _ -> "refused";
    };
  }

  private static String message(Decision decision) {
    return switch (decision) {
      case Decision.Allowed allowed -> allowed.rule();
      case Decision.ApprovalNeeded needed -> needed.rule();
      case Decision.Refused refused -> refused.message();
    };
  }
}
