// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Compares an entry about an answer with the request and the response that somebody kept. That the
/// entry is in the ledger is the business of [dev.strongroom.ledger.verification.ReceiptVerifier]:
/// both are needed.
public final class InferenceReceipt {
  private static final String ENTRY = "inference.entry";
  private static final String REQUEST = "inference.request";
  private static final String CHUNKS = "inference.chunks";
  private static final String RESPONSE = "inference.response";
  private static final String COMPLETE = "inference.complete";

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
        findings.stream().filter(finding -> !finding.passed()).findFirst();
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
    InferenceStatement statement;
    try {
      statement = InferenceStatement.parse(entry);
    } catch (MalformedLedgerException e) {
      return List.of(new InferenceFinding(ENTRY, false, e.getMessage()));
    }
    if (salt.length() != InferenceDigests.SALT) {
      return List.of(
          new InferenceFinding(ENTRY, false, "a salt has " + InferenceDigests.SALT + " bytes"));
    }
    List<InferenceFinding> findings = new ArrayList<>();
    findings.add(
        new InferenceFinding(
            ENTRY,
            true,
            statement.endpoint()
                + " of "
                + statement.model()
                + " by "
                + statement.backend().kind()
                + " back end "
                + statement.backend().name()));
    findings.add(
        finding(
            REQUEST,
            InferenceDigests.request(salt, request).equals(statement.request()),
            "the request is the one that was answered",
            "another request, or another salt"));
    compare(statement, salt, response, findings);
    findings.add(
        finding(
            COMPLETE,
            statement.response().complete(),
            "the back end ended it",
            "the answer was broken off: " + statement.response().problem().orElse("")));
    return findings;
  }

  private static void compare(
      InferenceStatement statement, Bytes salt, Bytes response, List<InferenceFinding> findings) {
    List<Bytes> chunks = ResponseChunks.split(statement.response().contentType(), response);
    ResponseTree tree = new ResponseTree(salt);
    chunks.forEach(tree::add);
    findings.add(
        finding(
            CHUNKS,
            tree.size() == statement.response().chunks(),
            tree.size() + " chunks",
            tree.size() + " chunks, and the ledger has " + statement.response().chunks()));
    findings.add(
        finding(
            RESPONSE,
            tree.root().equals(statement.response().root()),
            "the response is the one that was given",
            "another response, or its chunks in another order"));
  }

  private static InferenceFinding finding(String name, boolean passed, String right, String wrong) {
    return new InferenceFinding(name, passed, passed ? right : wrong);
  }
}
