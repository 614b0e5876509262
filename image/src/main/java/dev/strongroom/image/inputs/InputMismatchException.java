// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import java.util.List;

/// A place has something else under an input's name, and no other has the pinned bytes: it was
/// replaced or damaged, or the lock file is wrong.
public final class InputMismatchException extends InputException {
  private static final long serialVersionUID = 1;

  /// @param input which
  /// @param attempts every place that was tried
  public InputMismatchException(Input input, List<Attempt> attempts) {
    super(
        input + " isn't what the lock file pins (SHA-256 " + input.sha256().hex() + "):",
        input.toString(),
        attempts);
  }
}
