// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

/// The kernel gave no report.
public final class TsmException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient TsmFailure failure;

  /// @param failure why
  public TsmException(TsmFailure failure) {
    super(failure.describe());
    this.failure = failure;
  }

  /// Why.
  public TsmFailure failure() {
    return failure;
  }
}
