// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import java.util.Objects;

/// What the host sent isn't what the protocol allows.
final class MalformedAnswerException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedAnswerException(String message) {
    // No stack trace: hostile answers must not cost more than good ones.
    super(message, null, false, false);
  }

  StorageFailure failure() {
    return new StorageFailure.MalformedAnswer(Objects.requireNonNull(getMessage()));
  }
}
