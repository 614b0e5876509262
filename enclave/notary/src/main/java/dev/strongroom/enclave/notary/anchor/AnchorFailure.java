// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

/// Why an anchor isn't there. Codes are stable; they appear in the log.
enum AnchorFailure {
  /// There is no way there, or it broke off: what was asked for may have been done.
  UNREACHABLE("unreachable"),
  /// No answer in time: what was asked for may have been done.
  LATE("late"),
  /// The answer is longer than any could be.
  TOO_LONG("too-long"),
  /// The answer isn't one to what was asked.
  MALFORMED("malformed-answer"),
  /// The place refused, and said why.
  REFUSED("refused"),
  /// The place has too much to do.
  THROTTLED("throttled"),
  /// The place failed: what was asked for may have been done.
  FAILED("failed"),
  /// The host hands in no credentials.
  CREDENTIALS("no-credentials"),
  /// The row is of a longer log than this one.
  ROLLED_BACK("rolled-back"),
  /// The row is of a log with another history, or isn't the log's at all.
  CONFLICT("conflict"),
  /// A token that doesn't show what it should.
  TOKEN_REFUSED("token-refused"),
  /// A beacon's value that is too old, older than one before, or not yet due.
  STALE("stale");

  private final String code;

  AnchorFailure(String code) {
    this.code = code;
  }

  /// A stable name.
  String code() {
    return code;
  }

  /// Whether it contradicts the log, instead of being away.
  boolean contradiction() {
    return this == ROLLED_BACK || this == CONFLICT;
  }
}
