// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import java.util.List;
import java.util.stream.Collectors;

/// An input that can't be had.
public abstract sealed class InputException extends Exception
    permits InputUnavailableException, InputMismatchException {
  private static final long serialVersionUID = 1;

  private final transient Input input;
  private final transient List<Attempt> attempts;

  InputException(String message, Input input, List<Attempt> attempts) {
    super(message + attempts.stream().map(each -> "\n  " + each).collect(Collectors.joining()));
    this.input = input;
    this.attempts = List.copyOf(attempts);
  }

  /// Which.
  public Input input() {
    return input;
  }

  /// Every place that was tried, in order.
  public List<Attempt> attempts() {
    return attempts;
  }
}
