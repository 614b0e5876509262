// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.request;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What was read of a request.
///
/// @param model as it names it
/// @param mostOutput how many tokens it wants at most, if it says so
/// @param prompts how many it has, each of which is answered
/// @param bestOf of how many answers to each it wants the best, if it says so, as it is written
///   there
/// @param sampling its parameters that are numbers, as they are written there
public record Asked(
    String model,
    OptionalLong mostOutput,
    long prompts,
    Optional<String> bestOf,
    Map<String, String> sampling) {
  /// Copies the map.
  public Asked {
    sampling = Map.copyOf(sampling);
  }
}
