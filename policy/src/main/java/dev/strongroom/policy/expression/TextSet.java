// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import java.util.Set;

/// A named list of a policy. Expressions ask it one thing, `text in sets.name`.
///
/// @param texts what is in it
public record TextSet(Set<String> texts) {
  /// Copies the set.
  public TextSet {
    texts = Set.copyOf(texts);
  }

  /// How many texts, not which: there may be thousands.
  @Override
  public String toString() {
    return "a set of " + texts.size();
  }
}
