// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.inference.InferenceStatement.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Compares an entry about an answer with the request and the response that somebody kept. That the
/// entry is in the ledger is the business of [dev.strongroom.ledger.verification.ReceiptVerifier]:
/// both are needed, and [dev.strongroom.ledger.answer.AnswerVerifier] does both.
public final class InferenceReceipt {
  private static final String ENTRY = "inference.entry";
  private static final String REQUEST = "inference.request";
  private static final String CHUNKS = "inference.chunks";
  private static final String RESPONSE = "inference.response";

  /// So many chunks are compared: a gateway's longest answers have a small part of that, and
  /// whoever checks shouldn't hash for minutes at somebody else's word.
  private static final long MOST_CHUNKS = 1 << 20;

  private static final String NOTHING = "nothing was given to compare";

  private InferenceReceipt() {}

  /// Compares.
  ///
  /// @param entry of the receipt, verified by its own means
  /// @param salt that the client sent with the request, 32 bytes
  /// @param request the request's body
  /// @param response the response's body
  /// @return what the entry says
  /// @throws InferenceMismatchException if anything differs, or the answer isn't complete
  public static InferenceStatement verify(Entry entry, Bytes salt, Bytes request, Bytes response)
      throws InferenceMismatchException {
    List<InferenceFinding> findings = explain(entry, salt, request, response);
    Optional<InferenceFinding> failed =
        findings.stream().filter(InferenceFinding::failed).findFirst();
    if (failed.isPresent()) {
      throw new InferenceMismatchException(findings, failed.get());
    }
    try {
      return InferenceStatement.parse(entry);
    } catch (MalformedLedgerException e) {
      throw new IllegalStateException("it was read just now", e);
    }
  }

  /// The same as named checks, in order; if the entry or the salt is no such thing, only that one.
  public static List<InferenceFinding> explain(
      Entry entry, Bytes salt, Bytes request, Bytes response) {
    return explain(entry, Optional.of(new Exchange(salt, request, response)), Optional.empty());
  }

  /// The same for an entry alone, if nothing else was kept.
  ///
  /// @param exchange what was said; empty: what needs it isn't compared
  /// @param incompleteAllowed why an answer that was broken off is accepted; empty: it isn't
  public static List<InferenceFinding> explain(
      Entry entry, Optional<Exchange> exchange, Optional<String> incompleteAllowed) {
    InferenceStatement statement;
    try {
      statement = InferenceStatement.parse(entry);
    } catch (MalformedLedgerException e) {
      return List.of(InferenceFinding.failed(ENTRY, e.getMessage()));
    }
    if (exchange.isPresent() && exchange.get().salt().length() != InferenceDigests.SALT) {
      return List.of(
          InferenceFinding.failed(ENTRY, "a salt has " + InferenceDigests.SALT + " bytes"));
    }
    List<InferenceFinding> findings = new ArrayList<>();
    findings.add(InferenceFinding.passed(ENTRY, words(statement)));
    if (exchange.isPresent()) {
      findings.add(request(statement, exchange.get()));
      response(statement, exchange.get(), findings);
    } else {
      findings.add(InferenceFinding.skipped(REQUEST, NOTHING));
      findings.add(InferenceFinding.skipped(CHUNKS, NOTHING));
      findings.add(InferenceFinding.skipped(RESPONSE, NOTHING));
    }
    findings.add(StatedFacts.complete(statement, incompleteAllowed));
    boolean matches = findings.stream().noneMatch(InferenceFinding::failed);
    findings.addAll(StatedFacts.of(statement, exchange.filter(_ -> matches)));
    return List.copyOf(findings);
  }

  private static String words(InferenceStatement statement) {
    return statement.endpoint()
        + " of "
        + statement.model()
        + " by "
        + statement.backend().kind()
        + " back end "
        + statement.backend().name();
  }

  private static InferenceFinding request(InferenceStatement statement, Exchange exchange) {
    return InferenceFinding.of(
        REQUEST,
        InferenceDigests.request(exchange.salt(), exchange.request()).equals(statement.request()),
        "the request is the one that was answered",
        "another request, or another salt");
  }

  private static void response(
      InferenceStatement statement, Exchange exchange, List<InferenceFinding> findings) {
    long entered = statement.response().chunks();
    if (entered > MOST_CHUNKS) {
      String many = "the ledger has " + entered + " chunks; more than " + MOST_CHUNKS;
      findings.add(InferenceFinding.failed(CHUNKS, many + " aren't compared"));
      findings.add(InferenceFinding.skipped(RESPONSE, many + " aren't compared"));
      return;
    }
    ResponseTree tree = tree(statement.response(), exchange);
    findings.add(
        InferenceFinding.of(
            CHUNKS,
            tree.size() == entered,
            tree.size() + " chunks",
            tree.size() < entered
                ? tree.size()
                    + " chunks, and the ledger has "
                    + entered
                    + ": cut short since, or another response"
                : "more chunks than the " + entered + " that the ledger has"));
    findings.add(
        InferenceFinding.of(
            RESPONSE,
            tree.size() == entered && tree.root().equals(statement.response().root()),
            "the response is the one that was given",
            "another response or salt, or its chunks in another order"));
  }

  /// The tree over a response, as far as it has to be looked at: to one chunk more than were
  /// entered.
  static ResponseTree tree(Response entered, Exchange exchange) {
    ResponseTree tree = new ResponseTree(exchange.salt());
    for (Bytes chunk : ResponseChunks.each(entered.contentType(), exchange.response())) {
      tree.add(chunk);
      if (tree.size() > entered.chunks()) {
        break;
      }
    }
    return tree;
  }
}
