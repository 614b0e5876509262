// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.egress;

import java.io.IOException;

/// An allowed connection couldn't be made.
public final class EgressException extends IOException {
  private static final long serialVersionUID = 1;

  private final EgressFailure failure;

  EgressException(EgressFailure failure, EgressRule target) {
    super(target + ": " + failure.describe());
    this.failure = failure;
  }

  /// Why.
  public EgressFailure failure() {
    return failure;
  }
}
