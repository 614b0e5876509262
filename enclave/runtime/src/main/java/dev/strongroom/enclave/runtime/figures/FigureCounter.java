// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts, apart by its labels. Thread-safe.
public final class FigureCounter {
  private final long step;
  private final List<FigureLabel> labels;
  private final Map<List<String>, LongAdder> counts = new ConcurrentHashMap<>();

  FigureCounter(long step, List<FigureLabel> labels) {
    this.step = step;
    this.labels = List.copyOf(labels);
  }

  /// Counts one more.
  ///
  /// @param values of the labels, in their order
  public void add(String... values) {
    add(1, values);
  }

  /// Counts more.
  ///
  /// @param more from 0 on
  /// @param values of the labels, in their order
  /// @throws IllegalArgumentException if there are more or fewer values than labels
  public void add(long more, String... values) {
    if (values.length != labels.size() || more < 0) {
      throw new IllegalArgumentException("a count, and " + labels.size() + " labels");
    }
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      shown.add(labels.get(i).shown(values[i]));
    }
    counts.computeIfAbsent(List.copyOf(shown), _ -> new LongAdder()).add(more);
  }

  /// Whole steps only, so that one request can't be told from the next.
  void read(FigureSink sink) {
    counts.forEach((values, count) -> sink.take(values, Math.floorDiv(count.sum(), step) * step));
  }
}
