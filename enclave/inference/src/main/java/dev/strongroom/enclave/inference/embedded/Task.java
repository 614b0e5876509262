// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import dev.strongroom.enclave.inference.engine.Sampling;
import java.util.List;

/// A request to write text, whichever interface it came by.
///
/// @param model as the request names it
/// @param prompt tokens
/// @param mostTokens that are to be written
/// @param stops texts that end it
/// @param stream whether it is wanted piece by piece
/// @param usage whether a stream is to say what was used, where that is the client's choice
record Task(
    String model,
    List<Integer> prompt,
    int mostTokens,
    Sampling sampling,
    List<String> stops,
    boolean stream,
    boolean usage) {
  /// Copies the lists.
  Task {
    prompt = List.copyOf(prompt);
    stops = List.copyOf(stops);
  }

  /// Nothing of the prompt.
  @Override
  public String toString() {
    return "Task[" + prompt.size() + " tokens]";
  }
}
