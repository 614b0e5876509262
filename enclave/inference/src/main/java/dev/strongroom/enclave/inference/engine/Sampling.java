// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.engine;

import java.util.Map;

/// How the next token is chosen.
///
/// @param temperature 0 to 2; 0 takes the likeliest
/// @param topP 0 to 1: the likeliest tokens that have this much together; 1 for all
/// @param topK how many of the likeliest; 0 for all
/// @param minP 0 to 1: those at least this likely, measured by the likeliest; 0 for all
/// @param seed the same one gives the same answer; only 32 bits count
/// @param repeatPenalty 0.5 to 2: divides what was there before; 1 for none
/// @param frequencyPenalty -2 to 2, for each time that a token was there
/// @param presencePenalty -2 to 2, for a token that was there at all
/// @param bias by token, -100 to 100, added to its logit
public record Sampling(
    float temperature,
    float topP,
    int topK,
    float minP,
    long seed,
    float repeatPenalty,
    float frequencyPenalty,
    float presencePenalty,
    Map<Integer, Float> bias) {
  /// Checks the ranges: beyond them, engines compute with infinities.
  ///
  /// @throws IllegalArgumentException if one is exceeded
  public Sampling {
    bias = Map.copyOf(bias);
    inRange("temperature", temperature, 0, 2);
    inRange("topP", topP, 0, 1);
    inRange("topK", topK, 0, Integer.MAX_VALUE);
    inRange("minP", minP, 0, 1);
    inRange("repeatPenalty", repeatPenalty, 0.5f, 2);
    inRange("frequencyPenalty", frequencyPenalty, -2, 2);
    inRange("presencePenalty", presencePenalty, -2, 2);
    bias.values().forEach(value -> inRange("bias", value, -100, 100));
  }

  /// Everything left as it is, the likeliest token each time.
  public static Sampling greedy() {
    return new Sampling(0, 1, 0, 0, 0, 1, 0, 0, Map.of());
  }

  private static void inRange(String name, float value, float least, float most) {
    // Not a number fails both comparisons.
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(name + " is not from " + least + " to " + most);
    }
  }
}
