// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Verdict;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A connection was refused before any application byte was sent.
public final class ChannelException extends IOException {
  private static final long serialVersionUID = 1;

  /// Why; the codes are stable.
  public enum Refusal {
    /// The TLS handshake failed, or wasn't TLS 1.3.
    TLS("tls"),
    /// The server didn't select the attested protocol.
    NOT_ATTESTED("not-attested"),
    /// The exchange was malformed, cut short or took too long.
    EXCHANGE("exchange"),
    /// The evidence is malformed.
    EVIDENCE_MALFORMED("evidence-malformed"),
    /// The evidence isn't genuine, or the appraisal policy refuses it.
    EVIDENCE_REFUSED("evidence-refused"),
    /// It is a deployment other than the pinned one.
    IDENTITY("identity"),
    /// The evidence isn't that of this connection.
    BINDING("binding"),
    /// The connection is older than the policy allows.
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
  private final transient @Nullable Verdict verdict;

  /// A refusal that didn't come as far as a verdict.
  public ChannelException(Refusal refusal, String message, @Nullable Throwable cause) {
    this(refusal, message, cause, null);
  }

  ChannelException(
      Refusal refusal, String message, @Nullable Throwable cause, @Nullable Verdict verdict) {
    super(refusal.code() + ": " + message, cause);
    this.refusal = refusal;
    this.verdict = verdict;
  }

  /// Why.
  public Refusal refusal() {
    return refusal;
  }

  /// All checks, if the evidence came as far as being checked.
  public Optional<Verdict> verdict() {
    return Optional.ofNullable(verdict);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
