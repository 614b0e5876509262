// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.ProofEntry;
import dev.strongroom.ledger.entry.ProofTemplate;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.receipt.Manifest;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/// Is the entry about what was asked, and is it in the tree where it says that it is?
final class EntryChecks {
  private static final String CONTENT = "entry.content";
  private static final String DIGEST = "entry.digest";
  private static final String INCLUSION = "log.inclusion";

  /// How far from the counter the entry's true place is looked for, to say it.
  private static final int NEAR = 64;

  private final Question question;
  private final LedgerChecks checks;

  private EntryChecks(Question question) {
    this.question = question;
    this.checks = question.checks();
  }

  static void check(Question question) {
    EntryChecks entry = new EntryChecks(question);
    entry.digest(entry.content());
    entry.inclusion();
  }

  /// Looks into the entry.
  ///
  /// @return the digest that the entry is about
  private Optional<Bytes> content() {
    Entry entry = question.receipt().entry();
    try {
      switch (entry.kind()) {
        case ProofTemplate.KIND -> {
          Bytes digest = ProofEntry.parse(entry).digest();
          checks.pass(CONTENT, "a proof of SHA-256 " + digest.hex());
          return Optional.of(digest);
        }
        case EpochEntry.KIND -> {
          EpochEntry.parse(entry);
          checks.pass(CONTENT, "the start of an epoch");
        }
        case RecoveryStatement.KIND -> {
          StatementEntry.parse(RecoveryStatement.FORM, entry);
          checks.pass(CONTENT, "where the log goes on after a loss, as its operators signed");
        }
        default -> checks.skip(CONTENT, "an entry of a kind that isn't looked into here");
      }
    } catch (MalformedLedgerException e) {
      checks.fail(CONTENT, Fault.ENTRY_MALFORMED, e.getMessage());
    }
    return Optional.empty();
  }

  private void digest(Optional<Bytes> entered) {
    Optional<Manifest> manifest = question.receipt().manifest();
    Optional<Bytes> asked = question.digest();
    if (manifest.isEmpty() && asked.isEmpty()) {
      checks.skip(DIGEST, "no file was given to compare");
    } else if (entered.isEmpty()) {
      checks.fail(DIGEST, Fault.ENTRY_WITHOUT_DIGEST, "the entry is about no file");
    } else if (manifest.isPresent()) {
      folder(manifest.get(), entered.get(), asked);
    } else if (asked.isPresent() && !asked.equals(entered)) {
      checks.fail(DIGEST, Fault.DIGEST_DIFFERS, "the file has SHA-256 " + asked.get().hex());
    } else {
      checks.pass(DIGEST, "the file is the one that was entered");
    }
  }

  private void folder(Manifest manifest, Bytes entered, Optional<Bytes> asked) {
    if (!manifest.digest().equals(entered)) {
      checks.fail(DIGEST, Fault.MANIFEST_DIFFERS, "the manifest isn't the one that was entered");
    } else if (asked.isEmpty() || asked.get().equals(entered)) {
      checks.pass(DIGEST, "a folder's manifest of " + manifest.files().size() + " files");
    } else {
      List<String> paths = manifest.paths(asked.get());
      if (paths.isEmpty()) {
        checks.fail(
            DIGEST, Fault.NOT_IN_MANIFEST, "no file of the folder has " + asked.get().hex());
      } else {
        checks.pass(DIGEST, "in the folder as " + paths.getFirst());
      }
    }
  }

  private void inclusion() {
    InclusionProof proof = question.receipt().inclusionProof();
    Bytes leaf = question.receipt().leaf().hash();
    Bytes root = question.checkpoint().root();
    try {
      if (proof.root(leaf).equals(root)) {
        checks.pass(
            INCLUSION,
            "leaf " + proof.index() + " of " + proof.size() + ", as " + leafKind() + " leaf");
        return;
      }
    } catch (InvalidProofException e) {
      checks.fail(INCLUSION, Fault.COUNTER_OUTSIDE_TREE, e.getMessage());
      return;
    }
    OptionalLong elsewhere = elsewhere(proof, leaf, root);
    if (elsewhere.isPresent()) {
      checks.fail(
          INCLUSION,
          Fault.COUNTER_DIFFERS,
          "the entry is leaf " + elsewhere.getAsLong() + ", not leaf " + proof.index());
    } else {
      checks.fail(
          INCLUSION,
          Fault.ENTRY_NOT_IN_TREE,
          "entry, salt, counter or path was changed, or is of another tree");
    }
  }

  private String leafKind() {
    return question.receipt().salt().isPresent() ? "a salted" : "an open";
  }

  /// Looks near the counter, and where one bit of it was changed. All places can't be tried.
  private static OptionalLong elsewhere(InclusionProof proof, Bytes leaf, Bytes root) {
    return LongStream.concat(
            LongStream.range(0, Long.SIZE - 1).map(bit -> proof.index() ^ (1L << bit)),
            LongStream.rangeClosed(proof.index() - NEAR, proof.index() + NEAR))
        .filter(index -> index >= 0 && index < proof.size())
        .filter(index -> leads(new InclusionProof(index, proof.size(), proof.path()), leaf, root))
        .findFirst();
  }

  private static boolean leads(InclusionProof proof, Bytes leaf, Bytes root) {
    try {
      return proof.root(leaf).equals(root);
    } catch (InvalidProofException e) {
      return false;
    }
  }
}
