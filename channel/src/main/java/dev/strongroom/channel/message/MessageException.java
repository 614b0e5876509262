// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An encrypted message was refused. Nothing of it that wasn't authenticated was handed out.
public final class MessageException extends IOException {
  private static final long serialVersionUID = 1;

  /// Why; the codes are stable.
  public enum Refusal {
    /// The layout isn't that of version 1.
    MALFORMED("malformed"),
    /// The message isn't for the key of this boot: ask for keys again.
    UNKNOWN_KEY("unknown-key"),
    /// Its time is too far from the enclave's.
    STALE("stale"),
    /// The same request came before.
    REPLAYED("replayed"),
    /// So many requests came that replays couldn't be told any more.
    BUSY("busy"),
    /// It was changed, reordered, spliced, or made for another key, request, method or target.
    NOT_OPENED("not-opened"),
    /// It ended before its final chunk.
    TRUNCATED("truncated"),
    /// Something follows the final chunk.
    TRAILING("trailing"),
    /// It has more chunks than the format allows.
    TOO_LONG("too-long"),
    /// The answer isn't an encrypted response. It says nothing of what became of the request.
    NOT_ENCRYPTED("not-encrypted"),
    /// The enclave's statement has no usable message key.
    NO_MESSAGE_KEY("no-message-key"),
    /// The keys are older than the client's policy allows: ask for them again.
    REATTESTATION_DUE("reattestation-due");

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

  MessageException(Refusal refusal, String message) {
    this(refusal, message, null);
  }

  MessageException(Refusal refusal, String message, @Nullable Throwable cause) {
    super(refusal.code() + ": " + message, cause);
    this.refusal = refusal;
  }

  /// Why.
  public Refusal refusal() {
    return refusal;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
