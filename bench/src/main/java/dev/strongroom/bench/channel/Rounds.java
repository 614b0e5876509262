// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.channel;

import java.util.ArrayList;
import java.util.List;

/// Two things measured in turn, so that whatever disturbs the machine disturbs both.
final class Rounds {
  private Rounds() {}

  /// What is measured; larger or smaller is better as its unit says.
  interface Measured {
    double measure() throws Exception;
  }

  /// @param baseline median
  /// @param ours median
  record Medians(double baseline, double ours) {
    double ratio() {
      return ours / baseline;
    }
  }

  /// Measures each once to warm up and then `rounds` times.
  static Medians alternate(int rounds, Measured baseline, Measured ours) throws Exception {
    baseline.measure();
    ours.measure();
    List<Double> first = new ArrayList<>();
    List<Double> second = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      first.add(baseline.measure());
      second.add(ours.measure());
    }
    return new Medians(median(first), median(second));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
