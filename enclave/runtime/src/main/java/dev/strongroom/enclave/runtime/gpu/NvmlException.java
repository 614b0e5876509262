// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

/// The GPUs gave no evidence.
public final class NvmlException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient NvmlFailure failure;

  /// @param failure why
  public NvmlException(NvmlFailure failure) {
    super(failure.describe());
    this.failure = failure;
  }

  /// Why.
  public NvmlFailure failure() {
    return failure;
  }
}
