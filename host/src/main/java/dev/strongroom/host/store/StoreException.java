// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A store refused, or couldn't.
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient StoreFailure failure;

  /// A refusal that needs no stack trace: it is an answer, not a fault.
  public StoreException(StoreFailure failure) {
    super(failure.describe(), null, false, false);
    this.failure = failure;
  }

  /// A fault.
  public StoreException(StoreFailure failure, @Nullable Throwable cause) {
    super(failure.describe(), cause);
    this.failure = failure;
  }

  /// Why; its [StoreFailure#code] is stable.
  public StoreFailure failure() {
    return failure;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
