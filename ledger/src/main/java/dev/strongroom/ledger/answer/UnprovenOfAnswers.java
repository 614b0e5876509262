// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.answer;

import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.answer.AnswerVerdict.Hop;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.inference.InferenceStatement.Backend;
import dev.strongroom.ledger.inference.InferenceStatement.Evidence;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What receipts of an answer don't show, in sentences for people.
final class UnprovenOfAnswers {
  private UnprovenOfAnswers() {}

  /// @param ofReceipt what the gateway's receipt doesn't show
  /// @param hops what was found of each further receipt
  static List<String> of(KeptAnswer kept, List<String> ofReceipt, List<Hop> hops) {
    List<String> sentences = new ArrayList<>(ofReceipt);
    for (int i = 0; i < hops.size(); i++) {
      String name = "Hop " + (i + 1) + ": ";
      if (hops.get(i).receipt().isPresent()) {
        hops.get(i).receipt().get().unproven().forEach(one -> sentences.add(name + one));
      } else if (i < kept.further().size()) {
        sentences.add(
            name
                + "That its receipt is in a ledger, and by which program: the policy doesn't say"
                + " whose it has to be, so it wasn't judged.");
        if (kept.further().get(i).simulated()) {
          sentences.add(name + "Anything about its hardware: its receipt says SIMULATED.");
        }
      }
    }
    if (kept.exchange().isEmpty()) {
      sentences.add("What was asked and answered: nothing was given to compare.");
    }
    sentences.add(
        "That the answer is right, or was computed from the request by this model: that is the"
            + " measured software's to do.");
    List<Backend> backends =
        Stream.concat(Stream.of(kept.receipt()), kept.further().stream())
            .flatMap(UnprovenOfAnswers::backend)
            .toList();
    for (Backend backend : backends) {
      if (backend.evidence().filter(Evidence::simulated).isPresent()) {
        sentences.add(
            "Anything about the hardware of back end "
                + backend.name()
                + ": its evidence is SIMULATED.");
      }
    }
    if (!backends.isEmpty()) {
      last(backends.getLast(), sentences);
    }
    return List.copyOf(sentences);
  }

  private static void last(Backend last, List<String> sentences) {
    if (last.weights().isEmpty()) {
      sentences.add(
          "Which file of weights answered: nobody who is attested loaded it by a digest.");
    } else {
      sentences.add("That the file of weights is what its name says: only its digest is stated.");
    }
    if (last.evidence().isPresent()) {
      sentences.add(
          "What is behind back end "
              + last.name()
              + ": it gave no receipt of its own that is here.");
    }
  }

  private static Stream<Backend> backend(Receipt receipt) {
    try {
      return Optional.of(InferenceStatement.parse(receipt.entry()).backend()).stream();
    } catch (MalformedLedgerException e) {
      return Stream.empty();
    }
  }
}
