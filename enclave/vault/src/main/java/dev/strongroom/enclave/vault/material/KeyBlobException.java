// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

/// A stored key that isn't opened.
public final class KeyBlobException extends Exception {
  private static final long serialVersionUID = 1;

  private final Refusal refusal;

  /// Why not.
  public enum Refusal {
    /// Changed, or of another key, key version, purpose or deployment: what a host gives that
    /// returns one blob for another.
    OTHER_BLOB,
    /// Sealed by this deployment for this key, but in no form that is known here.
    MALFORMED,
    /// The user's part is needed, and none was given.
    USER_PART_NEEDED,
    /// A user's part was given for a key that has none: whoever thinks that it is needed is wrong.
    NO_USER_PART,
    /// The user's part is of another method: a password for a passkey, or the reverse.
    OTHER_METHOD,
    /// The stored cost of the password's derivation is outside the limits.
    COST_OUTSIDE_LIMITS,
    /// The user's part is wrong, such as a mistyped password.
    WRONG_USER_PART
  }

  /// @param message for people, without anything secret
  public KeyBlobException(Refusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  /// Why not.
  public Refusal refusal() {
    return refusal;
  }
}
