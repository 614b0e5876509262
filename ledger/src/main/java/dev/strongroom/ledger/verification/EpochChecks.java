// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.verification.Question.Line;
import dev.strongroom.ledger.verification.TimeBounds.Bound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Did the program that the evidence speaks for sign this checkpoint?
final class EpochChecks {
  private static final String INCLUSION = "epoch.inclusion";
  private static final String PREVIOUS = "epoch.previous-root";
  private static final String SIGNATURE = "epoch.signature";
  private static final String LOG_KEY = "epoch.log-key";
  private static final String BINDING = "epoch.binding";
  private static final String ENTRY = "epoch.entry";

  private final Question question;
  private final LedgerChecks checks;

  private EpochChecks(Question question) {
    this.question = question;
    this.checks = question.checks();
  }

  /// What is known of the enclave.
  ///
  /// @param claims of the evidence; empty unless the policy accepts it
  /// @param simulated whether receipt or evidence says that it is a simulated one
  record Enclave(Optional<Claims> claims, boolean simulated) {}

  /// Runs all checks.
  ///
  /// @param signer the log's key that signed the checkpoint
  /// @param endorsements for evidence that doesn't bring them along
  static Enclave check(
      Question question,
      Optional<VerifierKey> signer,
      Verifier verifier,
      Endorsements endorsements) {
    EpochChecks epoch = new EpochChecks(question);
    Bytes leaf = question.receipt().epoch().entry().leaf().hash();
    epoch.inclusion(leaf);
    epoch.signature();
    epoch.logKey(signer);
    Optional<AppraisalPolicy> policy =
        switch (question.policy().enclave()) {
          case Ignore<AppraisalPolicy> _ -> Optional.empty();
          case Require<AppraisalPolicy>(AppraisalPolicy accepted) -> Optional.of(accepted);
        };
    boolean undated = policy.filter(EpochFinding::undated).isPresent();
    Optional<Instant> at = undated ? existedBy(question, signer) : Optional.empty();
    Endorsements given = undated ? endorsements : Endorsements.NONE;
    EpochFinding finding =
        question
            .cache()
            .epoch(
                new ReceiptCache.EpochQuestion(leaf, policy.orElse(null), given, at.orElse(null)),
                () ->
                    EpochFinding.of(
                        question.receipt().epoch().entry(), policy, verifier, given, at));
    epoch.binding(finding);
    Optional<Claims> accepted = EvidenceChecks.check(question, finding);
    epoch.entry();
    return new Enclave(accepted, EvidenceChecks.isSimulated(question, finding));
  }

  /// When others saw the tree in which the evidence is; their own checks come later.
  private static Optional<Instant> existedBy(Question question, Optional<VerifierKey> signer) {
    Question aside = question.aside();
    List<Bound> seen = new ArrayList<>(AnchorChecks.check(aside, signer));
    WitnessChecks.check(aside).ifPresent(seen::add);
    return seen.stream().map(Bound::time).min(Comparator.naturalOrder());
  }

  private void inclusion(Bytes leaf) {
    InclusionProof proof = question.receipt().epochInclusionProof();
    try {
      proof.check(leaf, question.checkpoint().root());
    } catch (InvalidProofException e) {
      checks.fail(INCLUSION, Fault.EPOCH_NOT_IN_TREE, "the epoch's entry: " + e.getMessage());
      checks.skip(PREVIOUS, "the epoch's entry isn't in the tree");
      return;
    }
    checks.pass(INCLUSION, "leaf " + proof.index() + " of " + proof.size());
    if (before(proof).equals(question.statement().previousRoot())) {
      checks.pass(PREVIOUS, "the enclave took over this very tree of " + proof.index() + " leaves");
    } else {
      checks.fail(
          PREVIOUS,
          Fault.PREVIOUS_ROOT_DIFFERS,
          "the enclave took over another tree of " + proof.index() + " leaves");
    }
  }

  /// The root of the tree that ends before the leaf. What is left of a leaf's path are the complete
  /// subtrees of all leaves before it, of which that tree consists as well (RFC 9162, 2.1.1).
  private static Bytes before(InclusionProof proof) {
    Bytes root = null;
    long node = proof.index();
    long last = proof.size() - 1;
    for (Bytes sibling : proof.path()) {
      // As in RFC 9162, 2.1.3.2: what the sibling is, and the levels at which there is none.
      if ((node & 1) == 1 || node == last) {
        root = root == null ? sibling : MerkleHash.node(sibling, root);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      }
      node >>= 1;
      last >>= 1;
    }
    return root == null ? MerkleHash.EMPTY_ROOT : root;
  }

  private void signature() {
    Optional<VerifierKey> key = question.epochKey();
    Line line = key.map(question::signed).orElse(Line.MISSING);
    switch (line) {
      case GOOD -> checks.pass(SIGNATURE, "by " + key.map(LogChecks::describe).orElse(""));
      case WRONG ->
          checks.fail(
              SIGNATURE,
              Fault.EPOCH_SIGNATURE_WRONG,
              "the signature that says to be the epoch's isn't");
      case MISSING ->
          checks.fail(
              SIGNATURE,
              Fault.EPOCH_SIGNATURE_MISSING,
              "the key of the epoch that began at leaf "
                  + question.statement().index()
                  + " hasn't signed");
    }
  }

  private void logKey(Optional<VerifierKey> signer) {
    if (!question.statement().origin().equals(question.checkpoint().origin())) {
      checks.fail(LOG_KEY, Fault.ORIGIN_DIFFERS, "the epoch is another log's");
    } else if (signer.isPresent() ? signer.equals(question.boundLogKey()) : !signedByAnother()) {
      if (signer.isPresent()) {
        checks.pass(LOG_KEY, "the key that signed is the one that the enclave names");
      } else {
        checks.skip(LOG_KEY, "no signature of the log's holds");
      }
    } else {
      checks.fail(
          LOG_KEY,
          Fault.BOUND_KEY_DIFFERS,
          "the checkpoint is signed by another key than the log key that the enclave names");
    }
  }

  private boolean signedByAnother() {
    String origin = question.checkpoint().origin();
    return question.receipt().checkpoint().note().signatures().stream()
        .filter(line -> line.name().equals(origin))
        .anyMatch(line -> !question.boundLogKey().map(line::isFrom).orElse(false));
  }

  private void binding(EpochFinding finding) {
    if (question.policy().enclave() instanceof Ignore<AppraisalPolicy>(String why)) {
      checks.ignored(BINDING, why);
      return;
    }
    switch (finding) {
      case EpochFinding.Malformed _ -> checks.skip(BINDING, "there is no evidence");
      case EpochFinding.Judged judged -> {
        Claims claims = judged.claims();
        boolean named = claims.publicKey().equals(Optional.of(question.statement().epochKey()));
        // Kinds with one field of 64 bytes name no key: the digest in it is over the key as well.
        if (!named && !(oneField(claims) && claims.publicKey().isEmpty())) {
          checks.fail(
              BINDING,
              Fault.EVIDENCE_BINDS_ANOTHER_KEY,
              "the evidence is about another key than the epoch's");
        } else if (!claims.userData().equals(Optional.of(question.statement().binding()))) {
          checks.fail(
              BINDING,
              Fault.EVIDENCE_BINDS_ANOTHER_STATEMENT,
              "the evidence is about another statement than the epoch's");
        } else {
          checks.pass(BINDING, "the evidence is about this epoch's key, log and place");
        }
      }
    }
  }

  private static boolean oneField(Claims claims) {
    return switch (claims.kind()) {
      case SEV_SNP, TDX -> true;
      default -> false;
    };
  }

  private void entry() {
    if (question.enteredInEpoch()) {
      checks.pass(ENTRY, "entered in the epoch of which the evidence speaks");
      return;
    }
    String detail =
        "leaf "
            + question.receipt().index()
            + " is older than the epoch that began at leaf "
            + question.statement().index();
    if (question.policy().enclave() instanceof Ignore<AppraisalPolicy>(String why)) {
      checks.ignored(ENTRY, why);
    } else if (question.policy().earlierEpochsAllowed().isPresent()) {
      checks.pass(ENTRY, detail + "; allowed: " + question.policy().earlierEpochsAllowed().get());
    } else {
      checks.fail(ENTRY, Fault.ENTERED_BEFORE_EPOCH, detail);
    }
  }
}
