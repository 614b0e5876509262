// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.timestamp;

import java.util.Objects;

/// A time stamp that shows nothing.
public final class RefusedTimestampException extends Exception {
  private static final long serialVersionUID = 1;

  /// Why; its [#toString] is stable.
  public enum Reason {
    /// The authority gave none.
    STATUS("status"),
    /// It is over another kind of digest than SHA-256.
    IMPRINT_ALGORITHM("imprint.algorithm"),
    /// It is over other bytes.
    IMPRINT("imprint"),
    /// It doesn't repeat the nonce.
    NONCE("nonce"),
    /// It has extensions that would have to be understood.
    EXTENSION("extension"),
    /// The certificate that signed it isn't there.
    CERTIFICATE_MISSING("certificate.missing"),
    /// That certificate isn't one for time stamps, and for nothing else.
    KEY_USAGE("certificate.key-usage"),
    /// A certificate wasn't valid at the token's own time.
    VALIDITY("certificate.validity"),
    /// None of the certificates is pinned.
    UNPINNED("certificate.unpinned"),
    /// No path leads from the certificate to a pinned one.
    PATH("certificate.path"),
    /// An algorithm or key that isn't accepted.
    ALGORITHM("algorithm"),
    /// The signature is wrong, or another certificate's.
    SIGNATURE("signature");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    @Override
    public String toString() {
      return code;
    }
  }

  private final Reason reason;

  RefusedTimestampException(Reason reason, String detail) {
    super(reason + ": " + detail);
    this.reason = reason;
  }

  /// Why.
  public Reason reason() {
    return reason;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
