// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import java.util.List;
import java.util.stream.Collectors;

/// An input that can't be had.
public abstract sealed class InputException extends Exception
    permits InputUnavailableException, InputMismatchException {
  private static final long serialVersionUID = 1;

  private final String input;
  private final transient List<Attempt> attempts;

  InputException(String message, String input, List<Attempt> attempts) {
    super(message + attempts.stream().map(each -> "\n  " + each).collect(Collectors.joining()));
    this.input = input;
    this.attempts = List.copyOf(attempts);
  }

  /// Which, such as `debian libc6 2.41-12 (amd64)`, or a location if it isn't pinned.
  public String input() {
    return input;
  }

  /// Every place that was tried, in order.
  public List<Attempt> attempts() {
    return attempts;
  }
}
