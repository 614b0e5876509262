// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Storage failed.
public final class StorageException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient StorageFailure failure;

  /// @param failure why
  public StorageException(StorageFailure failure) {
    this(failure, null);
  }

  /// @param failure why
  /// @param cause what went wrong on this side, if something did
  public StorageException(StorageFailure failure, @Nullable Throwable cause) {
    super(failure.describe(), cause);
    this.failure = failure;
  }

  /// Why; its [StorageFailure#code] is stable.
  public StorageFailure failure() {
    return failure;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
