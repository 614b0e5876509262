// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import java.util.List;

/// No place has an input: the network, a mirror, or a file is missing.
public final class InputUnavailableException extends InputException {
  private static final long serialVersionUID = 1;

  /// @param input a pinned one
  /// @param attempts every place that was tried
  public InputUnavailableException(Input input, List<Attempt> attempts) {
    this(
        input.toString(),
        input.kind() == Input.Kind.KERNEL ? "; \"strongroom kernel\" builds it" : "",
        attempts);
  }

  /// @param location of something that isn't pinned
  /// @param attempts every place that was tried
  public InputUnavailableException(String location, List<Attempt> attempts) {
    this(location, "", attempts);
  }

  private InputUnavailableException(String input, String hint, List<Attempt> attempts) {
    super(
        input
            + " is nowhere to be had"
            + hint
            + (attempts.isEmpty() ? ": there is no place to look" : ":"),
        input,
        attempts);
  }
}
