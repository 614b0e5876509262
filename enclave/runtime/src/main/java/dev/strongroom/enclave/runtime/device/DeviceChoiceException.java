// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.device;

/// There is no device to run on.
public final class DeviceChoiceException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient DeviceChoiceFailure failure;

  /// @param failure why
  public DeviceChoiceException(DeviceChoiceFailure failure) {
    super(failure.describe());
    this.failure = failure;
  }

  /// Why.
  public DeviceChoiceFailure failure() {
    return failure;
  }
}
