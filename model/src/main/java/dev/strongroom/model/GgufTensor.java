// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.model;

import java.util.List;

/// Where a tensor is, and what it is made of.
///
/// @param name 1 to 64 bytes
/// @param dimensions 1 to 4, the fastest first
/// @param type of its numbers
/// @param offset from the beginning of the file, in bytes
/// @param length in bytes
public record GgufTensor(
    String name, List<Long> dimensions, TensorType type, long offset, long length) {
  /// Copies the list.
  public GgufTensor {
    dimensions = List.copyOf(dimensions);
  }

  /// How many numbers it has.
  public long numbers() {
    return dimensions.stream().reduce(1L, Math::multiplyExact);
  }
}
