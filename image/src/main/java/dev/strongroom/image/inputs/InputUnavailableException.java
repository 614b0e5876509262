// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import java.util.List;

/// No place has an input: the network, a mirror, or a file is missing.
public final class InputUnavailableException extends InputException {
  private static final long serialVersionUID = 1;

  /// @param input which
  /// @param attempts every place that was tried
  public InputUnavailableException(Input input, List<Attempt> attempts) {
    super(message(input, attempts), input, attempts);
  }

  private static String message(Input input, List<Attempt> attempts) {
    String hint = input.kind() == Input.Kind.KERNEL ? "; \"strongroom kernel\" builds it" : "";
    return input
        + " is nowhere to be had"
        + hint
        + (attempts.isEmpty() ? ": there is no place to look" : ":");
  }
}
