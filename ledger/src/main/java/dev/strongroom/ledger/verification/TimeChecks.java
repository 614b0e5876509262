// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.ledger.verification.ReceiptPolicy.TimeWindow;
import dev.strongroom.ledger.verification.TimeBounds.Bound;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Do the times contradict one another, and does somebody vouch for the bounds that the policy asks
/// for?
final class TimeChecks {
  private static final String ORDER = "time.order";
  private static final String NOT_BEFORE = "time.not-before";
  private static final String NOT_AFTER = "time.not-after";

  private final Question question;
  private final LedgerChecks checks;
  private final Instant entry;
  private final Optional<Claims> enclave;

  private TimeChecks(Question question, Optional<Claims> enclave) {
    this.question = question;
    this.checks = question.checks();
    this.entry = question.receipt().entry().time();
    this.enclave = enclave;
  }

  /// Runs all checks.
  ///
  /// @param enclave what the accepted evidence says
  /// @param seen when others saw the checkpoint
  static TimeBounds check(Question question, Optional<Claims> enclave, List<Bound> seen) {
    TimeChecks time = new TimeChecks(question, enclave);
    Optional<Bound> notAfter = seen.stream().min(Comparator.comparing(Bound::time));
    time.order(notAfter);
    TimeBounds bounds = new TimeBounds(time.entry, time.begun(), notAfter);
    time.window(bounds);
    return bounds;
  }

  private void order(Optional<Bound> seen) {
    Optional<Instant> evidence = enclave.flatMap(Claims::time);
    Instant latest = question.latest();
    if (entry.isAfter(latest)) {
      checks.fail(ORDER, Fault.ENTRY_IN_FUTURE, "the entry says " + entry);
    } else if (evidence.isPresent() && evidence.get().isAfter(latest)) {
      checks.fail(ORDER, Fault.EVIDENCE_IN_FUTURE, "the evidence says " + evidence.get());
    } else if (evidence.isPresent() && later(evidence.get(), seen)) {
      checks.fail(
          ORDER,
          Fault.EVIDENCE_AFTER_WITNESSES,
          "the evidence says " + evidence.get() + ", but was seen by " + seen.get().time());
    } else if (later(entry, seen)) {
      checks.fail(
          ORDER,
          Fault.ENTRY_AFTER_WITNESSES,
          "the entry says " + entry + ", but was seen by " + seen.get().time());
    } else if (evidence.isPresent()
        && question.enteredInEpoch()
        && entry.isBefore(evidence.get().minus(Question.SKEW))) {
      checks.fail(
          ORDER,
          Fault.ENTRY_BEFORE_EVIDENCE,
          "the entry says " + entry + ", the evidence of its epoch " + evidence.get());
    } else {
      checks.pass(
          ORDER, "evidence, entry and witnesses are in order, give or take " + Question.SKEW);
    }
  }

  private static boolean later(Instant time, Optional<Bound> seen) {
    return seen.isPresent() && time.isAfter(seen.get().time().plus(Question.SKEW));
  }

  /// Since the epoch's key is of the evidence's time, what it signed is not older; unless something
  /// before didn't hold.
  private Optional<Bound> begun() {
    return enclave
        .filter(_ -> question.enteredInEpoch() && checks.good())
        .flatMap(claims -> claims.time().map(time -> new Bound(time, voucher(claims))));
  }

  private static String voucher(Claims claims) {
    // Of all kinds only Nitro's states a time.
    return claims.simulated()
        ? "a SIMULATED device, so nobody's"
        : "the enclave's hypervisor, in the epoch's evidence";
  }

  private void window(TimeBounds bounds) {
    Optional<Instant> after = Optional.empty();
    Optional<Instant> before = Optional.empty();
    String unasked = "the policy doesn't ask";
    switch (question.policy().time()) {
      case Ignore<TimeWindow>(String why) -> unasked = "ignored: " + why;
      case Require<TimeWindow>(TimeWindow window) -> {
        after = window.after();
        before = window.before();
      }
    }
    lower(bounds.notBefore(), after, unasked);
    upper(bounds.notAfter(), before, unasked);
  }

  private void lower(Optional<Bound> bound, Optional<Instant> after, String unasked) {
    if (after.isEmpty()) {
      checks.skip(NOT_BEFORE, bound.map(Bound::toString).orElse("nobody vouches") + "; " + unasked);
    } else if (bound.isEmpty()) {
      checks.fail(NOT_BEFORE, Fault.TIME_BOUND_MISSING, "nobody vouches that it is so young");
    } else if (bound.get().time().isBefore(after.get())) {
      checks.fail(
          NOT_BEFORE,
          Fault.TOO_EARLY,
          "younger than " + bound.get() + "; wanted: than " + after.get());
    } else {
      checks.pass(NOT_BEFORE, "younger than " + bound.get());
    }
  }

  private void upper(Optional<Bound> bound, Optional<Instant> before, String unasked) {
    if (before.isEmpty()) {
      checks.skip(NOT_AFTER, bound.map(Bound::toString).orElse("nobody vouches") + "; " + unasked);
    } else if (bound.isEmpty()) {
      checks.fail(NOT_AFTER, Fault.TIME_BOUND_MISSING, "nobody vouches that it is so old");
    } else if (bound.get().time().isAfter(before.get())) {
      checks.fail(
          NOT_AFTER, Fault.TOO_LATE, "existed by " + bound.get() + "; wanted: by " + before.get());
    } else {
      checks.pass(NOT_AFTER, "existed by " + bound.get());
    }
  }
}
