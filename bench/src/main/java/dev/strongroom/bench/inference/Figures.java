// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import java.util.List;

/// Medians and the like.
final class Figures {
  private Figures() {}

  static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  /// In milliseconds.
  ///
  /// @param nanos at least one
  /// @param share of the values that aren't greater
  static double millis(List<Long> nanos, double share) {
    if (nanos.isEmpty()) {
      return Double.NaN;
    }
    int at = (int) Math.min(nanos.size() - 1L, (long) (nanos.size() * share));
    return nanos.stream().sorted().skip(at).findFirst().orElseThrow() / 1e6;
  }
}
