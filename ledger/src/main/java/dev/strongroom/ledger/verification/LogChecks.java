// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.verification.Question.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Has the log signed the checkpoint, and does the policy know this log?
final class LogChecks {
  private static final String SIGNATURE = "log.signature";
  private static final String KEY = "log.key";

  private LogChecks() {}

  /// Runs all checks.
  ///
  /// @return the log's key that signed the checkpoint, if one did
  static Optional<VerifierKey> check(Question question) {
    List<VerifierKey> named = named(question);
    List<VerifierKey> candidates = new ArrayList<>(named);
    question.boundLogKey().filter(key -> isOf(question, key)).ifPresent(candidates::add);
    Optional<VerifierKey> signer =
        candidates.stream().filter(key -> question.signed(key) == Line.GOOD).findFirst();
    signature(question, candidates, signer);
    key(question, named, signer);
    return signer;
  }

  /// The policy's keys of the checkpoint's log.
  private static List<VerifierKey> named(Question question) {
    return switch (question.policy().logs()) {
      case Ignore<List<VerifierKey>> _ -> List.of();
      case Require<List<VerifierKey>>(List<VerifierKey> keys) ->
          keys.stream().filter(key -> isOf(question, key)).toList();
    };
  }

  private static boolean isOf(Question question, VerifierKey key) {
    return key.name().equals(question.checkpoint().origin());
  }

  private static void signature(
      Question question, List<VerifierKey> candidates, Optional<VerifierKey> signer) {
    LedgerChecks checks = question.checks();
    if (signer.isPresent()) {
      checks.pass(SIGNATURE, "by " + describe(signer.get()));
    } else if (candidates.stream().anyMatch(key -> question.signed(key) == Line.WRONG)) {
      checks.fail(
          SIGNATURE, Fault.LOG_SIGNATURE_WRONG, "the signature that says to be the log's isn't");
    } else {
      checks.fail(
          SIGNATURE,
          Fault.LOG_SIGNATURE_MISSING,
          "no signature of a known key of " + question.checkpoint().origin());
    }
  }

  private static void key(
      Question question, List<VerifierKey> named, Optional<VerifierKey> signer) {
    LedgerChecks checks = question.checks();
    switch (question.policy().logs()) {
      case Ignore<List<VerifierKey>>(String why) -> checks.ignored(KEY, why);
      case Require<List<VerifierKey>> _ -> {
        if (named.isEmpty()) {
          checks.fail(
              KEY,
              Fault.LOG_NOT_ACCEPTED,
              "the policy names no key of " + question.checkpoint().origin());
        } else if (signer.isEmpty()) {
          checks.skip(KEY, "no signature of the log's holds");
        } else if (named.contains(signer.get())) {
          checks.pass(KEY, "named by the policy");
        } else {
          checks.fail(
              KEY,
              Fault.LOG_NOT_ACCEPTED,
              "the policy names another key than " + describe(signer.get()));
        }
      }
    }
  }

  static String describe(VerifierKey key) {
    return key.name() + " (key " + String.format("%08x", key.id()) + ")";
  }
}
