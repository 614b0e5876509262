// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

/// KMS didn't give what it was asked for, or gave something else.
public final class KmsException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient KmsFailure failure;

  /// @param failure why
  public KmsException(KmsFailure failure) {
    super(failure.describe());
    this.failure = failure;
  }

  /// Why.
  public KmsFailure failure() {
    return failure;
  }
}
