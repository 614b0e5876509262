// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.answer;

import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.answer.AnswerVerdict.Hop;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.inference.Exchange;
import dev.strongroom.ledger.inference.InferenceDigests;
import dev.strongroom.ledger.inference.InferenceFinding;
import dev.strongroom.ledger.inference.InferenceReceipt;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.inference.InferenceStatement.Evidence;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.InferencePolicy;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Verifies receipts of answers (`docs/inference-receipts.md`, section 4): each is one of a ledger
/// that the policy accepts, is about this request and this response, and leads to the next one.
/// Pure computation. Thread-safe.
public final class AnswerVerifier {
  private static final String LINK = "hop.link";
  private static final String RECEIPT = "hop.receipt";

  private final ReceiptVerifier receipts;

  /// A verifier that judges receipts by `receipts`.
  public AnswerVerifier(ReceiptVerifier receipts) {
    this.receipts = receipts;
  }

  /// Whether an entry is one about an answer.
  public static boolean concerns(Entry entry) {
    return entry.kind().equals(InferenceStatement.KIND);
  }

  /// Verifies an answer, and gives every check.
  ///
  /// @param now as for [ReceiptVerifier#verify]
  public AnswerVerdict explain(KeptAnswer kept, ReceiptPolicy policy, Instant now) {
    ReceiptVerdict verdict = receipts.explain(kept.receipt(), policy, Optional.empty(), now);
    List<InferenceFinding> findings =
        findings(kept.receipt().entry(), kept.exchange(), policy.inference());
    List<Hop> hops = hops(kept, policy.inference(), now);
    return new AnswerVerdict(
        verdict,
        findings,
        hops,
        isSimulated(kept, verdict, hops),
        UnprovenOfAnswers.of(kept, verdict.unproven(), hops));
  }

  private static boolean isSimulated(KeptAnswer kept, ReceiptVerdict verdict, List<Hop> hops) {
    return verdict.simulated()
        || hops.stream().flatMap(hop -> hop.receipt().stream()).anyMatch(ReceiptVerdict::simulated)
        // Of one that isn't judged, its maker's own word.
        || kept.further().stream().anyMatch(Receipt::simulated)
        || Stream.concat(Stream.of(kept.receipt()), kept.further().stream())
            .flatMap(receipt -> statement(receipt.entry()).stream())
            .flatMap(stated -> stated.backend().evidence().stream())
            .anyMatch(Evidence::simulated);
  }

  private static List<InferenceFinding> findings(
      Entry entry, Optional<Exchange> exchange, Optional<InferencePolicy> policy) {
    List<InferenceFinding> findings =
        new ArrayList<>(
            InferenceReceipt.explain(
                entry, exchange, policy.flatMap(InferencePolicy::incompleteAllowed)));
    Optional<InferenceStatement> statement = statement(entry);
    if (statement.isPresent() && policy.isPresent()) {
      findings.addAll(PolicyFindings.of(statement.get(), policy.get()));
    }
    return findings;
  }

  private List<Hop> hops(KeptAnswer kept, Optional<InferencePolicy> policy, Instant now) {
    List<ReceiptPolicy> wanted = wanted(policy);
    List<Hop> hops = new ArrayList<>();
    Entry before = kept.receipt().entry();
    Optional<Exchange> exchange = kept.exchange();
    for (int i = 0; i < Math.max(kept.further().size(), wanted.size()); i++) {
      exchange = exchange.filter(AnswerVerifier::isSalted).map(Exchange::further);
      if (i >= kept.further().size()) {
        hops.add(missing(before));
        break;
      }
      Receipt receipt = kept.further().get(i);
      hops.add(
          i < wanted.size()
              ? judged(before, receipt, exchange, wanted.get(i), now)
              : unjudged(before, receipt, exchange, policy));
      before = receipt.entry();
    }
    return hops;
  }

  private static boolean isSalted(Exchange exchange) {
    return exchange.salt().length() == InferenceDigests.SALT;
  }

  private static List<ReceiptPolicy> wanted(Optional<InferencePolicy> policy) {
    return policy.isPresent()
            && policy.get().hops() instanceof Require<List<ReceiptPolicy>>(var hops)
        ? hops
        : List.of();
  }

  private Hop judged(
      Entry before,
      Receipt receipt,
      Optional<Exchange> exchange,
      ReceiptPolicy policy,
      Instant now) {
    List<InferenceFinding> findings = new ArrayList<>();
    findings.add(link(before, receipt.entry()));
    findings.addAll(findings(receipt.entry(), exchange, policy.inference()));
    return new Hop(Optional.of(receipts.explain(receipt, policy, Optional.empty(), now)), findings);
  }

  private static Hop unjudged(
      Entry before,
      Receipt receipt,
      Optional<Exchange> exchange,
      Optional<InferencePolicy> policy) {
    List<InferenceFinding> findings = new ArrayList<>();
    String why =
        policy.isPresent() && policy.get().hops() instanceof Ignore<List<ReceiptPolicy>>(String it)
            ? "ignored: " + it
            : "the policy doesn't say whose ledger it has to be in";
    findings.add(InferenceFinding.skipped(RECEIPT, why));
    findings.add(link(before, receipt.entry()));
    findings.addAll(findings(receipt.entry(), exchange, Optional.empty()));
    return new Hop(Optional.empty(), findings);
  }

  private static Hop missing(Entry before) {
    boolean named = named(before).isPresent();
    return new Hop(
        Optional.empty(),
        List.of(
            InferenceFinding.failed(
                RECEIPT,
                named
                    ? "the receipt of the back end isn't here"
                    : "the back end has no receipt of its own, and the policy demands one")));
  }

  private static Optional<String> named(Entry entry) {
    return statement(entry).flatMap(it -> it.backend().receipt());
  }

  private static InferenceFinding link(Entry before, Entry entry) {
    Optional<String> named = named(before);
    return InferenceFinding.of(
        LINK,
        named.isPresent() && named.equals(statement(entry).map(InferenceStatement::id)),
        "the receipt that the entry before names",
        "not the receipt that the entry before names");
  }

  private static Optional<InferenceStatement> statement(Entry entry) {
    try {
      return Optional.of(InferenceStatement.parse(entry));
    } catch (MalformedLedgerException e) {
      return Optional.empty();
    }
  }
}
