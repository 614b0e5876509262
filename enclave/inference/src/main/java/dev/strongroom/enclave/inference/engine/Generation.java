// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.engine;

import java.util.List;

/// What is to be written.
///
/// @param prompt tokens that it goes on from, at least one
/// @param mostTokens how many are written at most; the context may end it earlier
/// @param sampling how they are chosen
public record Generation(List<Integer> prompt, int mostTokens, Sampling sampling) {
  /// Copies the list.
  public Generation {
    prompt = List.copyOf(prompt);
  }

  /// Nothing of the prompt.
  @Override
  public String toString() {
    return "Generation[" + prompt.size() + " tokens]";
  }
}
