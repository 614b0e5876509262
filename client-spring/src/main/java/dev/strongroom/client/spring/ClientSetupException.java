// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import org.jspecify.annotations.Nullable;

/// An attested client can't be set up, so the application doesn't start.
public final class ClientSetupException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Why; the codes are stable.
  public enum Reason {
    /// There is no URL, or none that the client's way can go.
    URL("url"),
    /// No policy is named.
    POLICY_MISSING("policy-missing"),
    /// The named policy can't be read.
    POLICY_UNREADABLE("policy-unreadable"),
    /// The named policy isn't one.
    POLICY_MALFORMED("policy-malformed"),
    /// The endorsements can't be read or aren't any.
    ENDORSEMENTS("endorsements"),
    /// It isn't said whose deployment is meant.
    IDENTITY_KEY("identity-key"),
    /// Settings that don't go together, or that are out of range.
    SETTING("setting"),
    /// There is no such client.
    UNKNOWN_CLIENT("unknown-client"),
    /// Somebody else's bean calls itself an attested client.
    NOT_ATTESTED("not-attested"),
    /// The enclave was to be verified at the start, and couldn't be.
    NOT_VERIFIED("not-verified");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    /// The stable name.
    public String code() {
      return code;
    }
  }

  private final String client;
  private final Reason reason;

  ClientSetupException(String client, Reason reason, String message) {
    this(client, reason, message, null);
  }

  ClientSetupException(String client, Reason reason, String message, @Nullable Throwable cause) {
    super(
        "attested client \"" + client + "\" can't be set up: " + reason.code() + ": " + message,
        cause);
    this.client = client;
    this.reason = reason;
  }

  /// The client's name.
  public String client() {
    return client;
  }

  /// Why.
  public Reason reason() {
    return reason;
  }
}
