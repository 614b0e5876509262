// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.store;

/// What the store holds isn't what this enclave wrote last, or can't be known: another enclave is
/// at work on it, or answers were lost. This one has to stop; the next reads what is there.
public final class FencedException extends Exception {
  private static final long serialVersionUID = 1;

  private FencedException(String message) {
    super(message);
  }

  /// Another enclave wrote where this one was to.
  static FencedException byAnother() {
    return new FencedException("another enclave writes to this log's store");
  }

  /// The host's store doesn't say whether it wrote.
  static FencedException byDoubt(String code) {
    return new FencedException(
        "outcome-unknown: the host's store doesn't say whether the last batch was written ("
            + code
            + ")");
  }
}
