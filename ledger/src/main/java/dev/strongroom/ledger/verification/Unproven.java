// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.ledger.entry.ProofTemplate;
import dev.strongroom.ledger.receipt.Anchor;
import java.util.ArrayList;
import java.util.List;

/// What a receipt doesn't show, in sentences for people.
final class Unproven {
  private Unproven() {}

  static List<String> of(Question question, boolean simulated, TimeBounds time) {
    List<String> sentences = new ArrayList<>();
    if (simulated) {
      sentences.add(
          "The enclave is SIMULATED: nothing keeps whoever runs it from doing what they like.");
    }
    if (question.receipt().entry().kind().equals(ProofTemplate.KIND)) {
      sentences.add(
          "Who made the file, and that what is said of it is true: whoever had the digest entered"
              + " chose name, title, message and metadata.");
      sentences.add("That nobody had the same digest entered before, here or elsewhere.");
    }
    if (question.policy().enclave() instanceof Ignore) {
      sentences.add("Which program keeps the log: the policy ignores the evidence.");
    } else if (!question.enteredInEpoch()) {
      sentences.add(
          "Which program made the entry: the evidence speaks for a later one that took over the"
              + " log.");
    }
    if (question.policy().enclave() instanceof Require<AppraisalPolicy>(AppraisalPolicy asked)
        && EpochFinding.undated(asked)) {
      sentences.add(
          "What the hardware was worth when the entry was made: its evidence states no time, and was"
              + " judged as of when others saw the checkpoint.");
    }
    if (question.policy().witnesses() instanceof Ignore) {
      sentences.add("That the log shows everybody the same entries: the policy asks no witnesses.");
    } else {
      sentences.add(
          "That the log shows everybody the same entries, if the witnesses of the quorum collude"
              + " with it.");
    }
    sentences.add(
        "That " + time.stated() + " is the entry's time: it is what the enclave's clock said.");
    if (time.notBefore().isEmpty()) {
      sentences.add("That the entry isn't older than it says: nobody vouches for that.");
    }
    if (time.notAfter().isEmpty()) {
      sentences.add("That the entry existed before today: nobody vouches for that.");
    }
    for (Anchor anchor : question.receipt().anchors()) {
      if (anchor instanceof Anchor.DynamoDb row) {
        sentences.add(
            "Anything by the row of table " + row.table() + ": it is its owner's to write.");
      }
    }
    return List.copyOf(sentences);
  }
}
