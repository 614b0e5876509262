// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/// A word for each place where something is said. Every request has its own canary: the place's
/// word, and its number behind it.
///
/// @param words sixteen letters each, which nothing else has
record Canaries(Map<Said, String> words) {
  private static final int LENGTH = 16;

  Canaries {
    words = Map.copyOf(words);
  }

  static Canaries random(Random random) {
    Map<Said, String> words = new EnumMap<>(Said.class);
    for (Said said : Said.values()) {
      words.put(
          said,
          random
              .ints(LENGTH, 'a', 'z' + 1)
              .mapToObj(Character::toString)
              .collect(Collectors.joining()));
    }
    return new Canaries(words);
  }

  String word(Said said) {
    return words.getOrDefault(said, "");
  }

  /// A request's own.
  String of(Said said, int number) {
    return word(said) + number + "z";
  }
}
