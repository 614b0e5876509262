// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.engine;

import java.util.List;

/// A text's place.
///
/// @param values of length 1 together (Euclidean)
/// @param tokens how many the text had
public record Embedding(List<Float> values, int tokens) {
  /// Copies the list.
  public Embedding {
    values = List.copyOf(values);
  }
}
