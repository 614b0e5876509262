// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Members of requests that are numbers and steer sampling: those that an entry has.
public final class SamplingNames {
  /// Limits of the answer's length, by the names that the endpoints have for them.
  public static final Set<String> LIMITS =
      Set.of("max_tokens", "max_completion_tokens", "max_output_tokens");

  /// All of them.
  public static final Set<String> ALL =
      Stream.concat(
              LIMITS.stream(),
              Stream.of(
                  "temperature",
                  "top_p",
                  "top_k",
                  "min_p",
                  "typical_p",
                  "seed",
                  "n",
                  "presence_penalty",
                  "frequency_penalty",
                  "repeat_penalty",
                  "repetition_penalty"))
          .collect(Collectors.toUnmodifiableSet());

  private SamplingNames() {}
}
