// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.answer.AnswerVerdict;
import dev.strongroom.ledger.answer.AnswerVerifier;
import dev.strongroom.ledger.bitgraph.BitgraphExamination;
import dev.strongroom.ledger.bitgraph.ExaminationInput;
import dev.strongroom.ledger.consistency.Consistency;
import dev.strongroom.ledger.consistency.ForkProof;
import dev.strongroom.ledger.consistency.ViewComparison;
import dev.strongroom.ledger.entry.ProofEntry;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Judges what `check` was given. No network.
final class ReceiptChecker {
  private static final int REMEMBERED = 64;

  /// So many are compared each with each.
  private static final int MOST_PAIRED = 100;

  private final Verifier evidence =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(REMEMBERED));
  private final ReceiptVerifier verifier;
  private final ReceiptPolicy policy;
  private final Instant now;
  private final Map<String, Bytes> files;
  private final Set<String> shown = new LinkedHashSet<>();
  private final Map<String, String> problems = new LinkedHashMap<>();
  private final Map<String, String> unanswered = new LinkedHashMap<>();
  private final AnswerFiles.Named named;

  /// @param endorsements for evidence that doesn't bring them along
  /// @param files by name, their SHA-256; if there are any, each receipt has to be about one,
  ///   unless it is about an answer
  /// @param named what belongs to an answer, and isn't beside its receipt
  ReceiptChecker(
      ReceiptPolicy policy,
      Endorsements endorsements,
      Instant now,
      Map<String, Bytes> files,
      AnswerFiles.Named named) {
    this.verifier =
        ReceiptVerifier.create(evidence, ReceiptCache.ofCapacity(REMEMBERED, REMEMBERED))
            .with(endorsements);
    this.named = named;
    this.policy = policy;
    this.now = now;
    this.files = files;
  }

  CheckFindings check(List<CheckSource> sources, boolean underPolicy, boolean folder) {
    List<CheckFindings.Judged> receipts = new ArrayList<>();
    List<CheckFindings.ForkFinding> forks = new ArrayList<>();
    List<CheckFindings.Foreign> foreign = new ArrayList<>();
    for (CheckSource source : sources) {
      switch (source) {
        case CheckSource.OfReceipt one ->
            receipts.add(
                AnswerFiles.expectAnswer(one, policy, named) ? judgeAnswer(one) : judge(one));
        case CheckSource.WithoutReceipt one -> unanswered.put(one.name(), one.why());
        case CheckSource.OfFork one -> forks.add(fork(one));
        case CheckSource.OfForeign one -> examine(one).ifPresent(foreign::add);
        case CheckSource.Unusable one -> problems.put(one.name(), one.problem());
        case CheckSource.OfFile _ -> {}
      }
    }
    Map<String, Bytes> orphans = new LinkedHashMap<>(files);
    orphans.keySet().removeAll(shown);
    return new CheckFindings(
        underPolicy,
        folder,
        receipts,
        forks,
        foreign,
        receipts.size() > MOST_PAIRED ? neighbours(receipts) : compare(receipts),
        orphans,
        unanswered,
        problems);
  }

  private CheckFindings.Judged judge(CheckSource.OfReceipt source) {
    List<String> about =
        files.entrySet().stream()
            .filter(file -> isAbout(source.receipt(), file.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    shown.addAll(about);
    // If it is about none of them, the verdict says so of the first.
    Optional<Bytes> digest =
        (about.isEmpty() ? files.keySet() : about).stream().findFirst().map(files::get);
    return new CheckFindings.Judged(
        source.name(),
        source.receipt(),
        verifier.explain(source.receipt(), policy, digest, now),
        about,
        Optional.empty());
  }

  /// One that has to be about an answer of a model, with what was kept of that. If its entry is
  /// about something else, the verdict says so.
  private CheckFindings.Judged judgeAnswer(CheckSource.OfReceipt source) {
    AnswerFiles.Found found = AnswerFiles.read(source.name(), source.receipt(), named);
    AnswerVerdict verdict =
        new AnswerVerifier(verifier).explain(found.kept(), policy, now).preceded(found.finding());
    List<String> about =
        files.entrySet().stream()
            .filter(file -> found.isContent(file.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    shown.addAll(about);
    return new CheckFindings.Judged(
        source.name(),
        source.receipt(),
        verdict.receipt(),
        about,
        Optional.of(new CheckFindings.Answered(found.kept().exchange().isPresent(), verdict)));
  }

  private static boolean isAbout(Receipt receipt, Bytes digest) {
    try {
      return ProofEntry.parse(receipt.entry()).digest().equals(digest)
          || receipt.manifest().map(folder -> !folder.paths(digest).isEmpty()).orElse(false);
    } catch (MalformedLedgerException e) {
      return false;
    }
  }

  private static CheckFindings.ForkFinding fork(CheckSource.OfFork source) {
    ForkProof proof = source.proof();
    try {
      return new CheckFindings.ForkFinding(
          source.name(), true, proof.log().name() + ": " + proof.check());
    } catch (InvalidProofException e) {
      return new CheckFindings.ForkFinding(source.name(), false, e.getMessage());
    }
  }

  private Optional<CheckFindings.Foreign> examine(CheckSource.OfForeign source) {
    ExaminationInput input = ExaminationInput.of(evidence);
    for (Map.Entry<String, Bytes> file : files.entrySet()) {
      if (file.getValue().equals(source.proof().artifactDigest())) {
        shown.add(file.getKey());
        input = input.withArtifact(file.getValue());
      }
    }
    try {
      return Optional.of(
          new CheckFindings.Foreign(
              source.name(),
              source.proof().version(),
              BitgraphExamination.examine(source.proof(), input)));
    } catch (MalformedLedgerException e) {
      problems.put(source.name(), e.getMessage());
      return Optional.empty();
    }
  }

  /// Of many, each with the next one by the size of its tree.
  private static List<CheckFindings.Compared> neighbours(List<CheckFindings.Judged> receipts) {
    List<CheckFindings.Judged> sorted =
        receipts.stream().sorted(Comparator.comparingLong(one -> one.verdict().size())).toList();
    Map<String, CheckFindings.Judged> last = new HashMap<>();
    List<CheckFindings.Compared> compared = new ArrayList<>();
    for (CheckFindings.Judged one : sorted) {
      CheckFindings.Judged before = last.put(one.verdict().origin(), one);
      if (before != null) {
        compared.addAll(compare(List.of(before, one)));
      }
    }
    return compared;
  }

  /// Each with each: a fork shows between any two.
  private static List<CheckFindings.Compared> compare(List<CheckFindings.Judged> receipts) {
    List<CheckFindings.Compared> compared = new ArrayList<>();
    for (int i = 0; i < receipts.size(); i++) {
      for (CheckFindings.Judged other : receipts.subList(i + 1, receipts.size())) {
        CheckFindings.Judged one = receipts.get(i);
        if (one.verdict().origin().equals(other.verdict().origin())) {
          Consistency result =
              ViewComparison.compare(one.receipt(), other.receipt(), Optional.empty());
          compared.add(new CheckFindings.Compared(one.name(), other.name(), result));
        }
      }
    }
    return compared;
  }
}
