// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What came back isn't the gateway's answer, or can't be told to be all of it. The request may
/// have been served.
public final class AnswerRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  /// Why; the codes are stable.
  public enum Refusal {
    /// A request was encrypted and the answer isn't: it may come from anybody.
    NOT_ENCRYPTED("answer-not-encrypted"),
    /// Changed, reordered, repeated or spliced on its way.
    TAMPERED("answer-tampered"),
    /// Neither its length nor its last chunk would show where it ends.
    ENDLESS("answer-without-end"),
    /// In a content coding that nobody asked for.
    ENCODED("answer-encoded"),
    /// An event longer than is held in memory.
    EVENT_TOO_LONG("event-too-long");

    private final String code;

    Refusal(String code) {
      this.code = code;
    }

    /// The stable name.
    public String code() {
      return code;
    }
  }

  private final Refusal refusal;

  AnswerRefusedException(Refusal refusal, String why, @Nullable Throwable cause) {
    super(why, cause);
    this.refusal = refusal;
  }

  /// Why.
  public Refusal refusal() {
    return refusal;
  }
}
