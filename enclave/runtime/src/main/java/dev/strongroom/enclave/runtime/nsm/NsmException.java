// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

/// A command to the Nitro Secure Module failed.
public final class NsmException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient NsmFailure failure;

  /// @param failure why
  public NsmException(NsmFailure failure) {
    super(failure.describe());
    this.failure = failure;
  }

  /// Why.
  public NsmFailure failure() {
    return failure;
  }
}
