// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.stream;

import java.io.IOException;

/// A stream of events isn't one, or ended before its end.
public final class BrokenStreamException extends IOException {
  private static final long serialVersionUID = 1;

  /// Why; the codes are stable.
  public enum Problem {
    /// The back end ended it, or was cut off, without the last event.
    CUT_SHORT("cut-short", "the back end's answer was cut short"),
    /// It isn't a stream of events in the form that is understood here.
    MALFORMED("malformed-stream", "the back end's answer isn't a stream of events"),
    /// An event is longer than any that is passed on.
    TOO_LONG("event-too-long", "the back end sent an event that is too long"),
    /// Something came behind the last event.
    AFTER_END("after-the-end", "the back end went on behind the end of its answer"),
    /// The request's key isn't taken any more.
    KEY_REVOKED("key-revoked", "the key was revoked or replaced meanwhile"),
    /// The receipt that the client asked for can't be entered.
    NO_RECEIPT("no-receipt", "the receipt that was asked for can't be entered now"),
    /// What was said can't be kept, though that was asked for.
    NOT_KEPT("history-not-kept", "the answer is all there, and can't be kept as was asked for");

    private final String code;
    private final String words;

    Problem(String code, String words) {
      this.code = code;
      this.words = words;
    }

    /// The stable name.
    public String code() {
      return code;
    }

    /// For people.
    public String words() {
      return words;
    }
  }

  private final Problem problem;

  /// A problem, and nothing of the stream.
  public BrokenStreamException(Problem problem) {
    super(problem.code());
    this.problem = problem;
  }

  /// Why.
  public Problem problem() {
    return problem;
  }
}
