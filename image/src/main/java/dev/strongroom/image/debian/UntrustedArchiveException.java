// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

/// An archive's index that nobody vouches for, or not now.
public final class UntrustedArchiveException extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /// Why it isn't believed.
  public enum Reason {
    /// It isn't a signed message, or not one only.
    NOT_SIGNED,
    /// None of its signatures is by a key that is trusted.
    UNKNOWN_SIGNER,
    /// A trusted key's signature is wrong, or the key isn't valid.
    BAD_SIGNATURE,
    /// It is from the future: the clock is wrong.
    NOT_YET,
    /// Its time is over: a mirror that isn't kept up, or somebody hides newer packages.
    EXPIRED,
    /// It is another suite's.
    OTHER_SUITE
  }

  /// @param reason why
  /// @param message the same in words
  public UntrustedArchiveException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /// Why it isn't believed.
  public Reason reason() {
    return reason;
  }
}
