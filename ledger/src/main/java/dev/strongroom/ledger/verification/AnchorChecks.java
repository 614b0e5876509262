// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.ledger.cose.CoseReceipt;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Anchor;
import dev.strongroom.ledger.timestamp.TimestampAuthorities;
import dev.strongroom.ledger.verification.TimeBounds.Bound;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What else a receipt carries: the signature of its COSE form, and evidence beside the witnesses.
final class AnchorChecks {
  private static final String COSE = "cose.signature";
  private static final String TIMESTAMP = "anchor.rfc3161";
  private static final String ROW = "anchor.dynamodb";

  private AnchorChecks() {}

  /// Runs all checks.
  ///
  /// @param signer the log's key that signed the checkpoint
  /// @return when time-stamps show that the checkpoint existed
  static List<Bound> check(Question question, Optional<VerifierKey> signer) {
    question.receipt().coseSignature().ifPresent(value -> cose(question, signer, value));
    List<Bound> seen =
        switch (question.policy().timestamps()) {
          case Ignore<List<TrustAnchor>>(String why) -> {
            question.checks().ignored(TIMESTAMP, why);
            yield List.of();
          }
          case Require<List<TrustAnchor>>(List<TrustAnchor> roots) -> timestamps(question, roots);
        };
    for (Anchor anchor : question.receipt().anchors()) {
      if (anchor instanceof Anchor.DynamoDb row) {
        question
            .checks()
            .skip(ROW, "table " + row.table() + " in " + row.region() + ": its owner's word");
      }
    }
    return seen;
  }

  private static void cose(Question question, Optional<VerifierKey> signer, Bytes signature) {
    if (signer.isEmpty()) {
      question.checks().skip(COSE, "no signature of the log's holds");
      return;
    }
    VerifierKey key = signer.get();
    Bytes message = CoseReceipt.signed(key, question.checkpoint().root());
    if (question.cache().good(key, message, signature)) {
      question.checks().pass(COSE, "the log signed the same root for RFC 9942");
    } else {
      question
          .checks()
          .fail(COSE, Fault.COSE_SIGNATURE_WRONG, "the log didn't sign this root for RFC 9942");
    }
  }

  /// One good time-stamp is enough: whoever passes the receipt on can add a bad one.
  private static List<Bound> timestamps(Question question, List<TrustAnchor> roots) {
    TimestampAuthorities authorities =
        new TimestampAuthorities(
            roots.stream().map(TrustAnchor::sha256).collect(Collectors.toSet()), List.of());
    List<LedgerCheck.Line> lines = new ArrayList<>();
    List<Bound> seen = new ArrayList<>();
    for (Anchor anchor : question.receipt().anchors()) {
      if (anchor instanceof Anchor.Rfc3161(Bytes token)) {
        lines.add(timestamp(question, token, authorities, seen));
      }
    }
    if (!seen.isEmpty()) {
      question.checks().pass(TIMESTAMP, seen.size() + " of " + lines.size() + " are good", lines);
    } else if (lines.isEmpty()) {
      question.checks().fail(TIMESTAMP, Fault.TIMESTAMP_MISSING, "the receipt has no time-stamp");
    } else {
      question
          .checks()
          .fail(
              TIMESTAMP,
              new ReceiptReason.Found(Fault.TIMESTAMP_WRONG, lines.getFirst().detail()),
              lines);
    }
    return seen;
  }

  private static LedgerCheck.Line timestamp(
      Question question, Bytes token, TimestampAuthorities authorities, List<Bound> seen) {
    String text = question.receipt().checkpoint().note().text();
    TimestampFinding finding = question.cache().timestamp(text, token, authorities);
    return switch (finding) {
      case TimestampFinding.Refused(String why) ->
          new LedgerCheck.Line("time-stamp", Outcome.FAILED, why);
      case TimestampFinding.Good(Bound bound) -> {
        if (bound.time().isAfter(question.latest())) {
          yield new LedgerCheck.Line(
              bound.vouchedBy(), Outcome.FAILED, bound.time() + " is yet to come");
        }
        seen.add(bound);
        yield new LedgerCheck.Line(bound.vouchedBy(), Outcome.PASSED, bound.time().toString());
      }
    };
  }
}
