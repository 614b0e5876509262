// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.control;

import dev.strongroom.enclave.runtime.figures.FigureSeries;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What of a service's figures goes over one control connection: of each snapshot, what has changed
/// since the one before. Not thread-safe.
final class FiguresTelling {
  /// Of one line, which has 64 KiB at most.
  private static final int MOST = 100;

  private record Key(String name, Map<String, String> labels) {}

  private final FiguresSnapshot snapshot;
  private final Map<Key, Long> told = new HashMap<>();
  private final Deque<FigureSeries> waiting = new ArrayDeque<>();

  FiguresTelling(FiguresSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /// What the next line says.
  ///
  /// @param now of a clock that never jumps, in nanoseconds
  List<FigureSeries> next(long now) {
    if (waiting.isEmpty()) {
      for (FigureSeries series : snapshot.at(now)) {
        Long before = told.put(new Key(series.name(), series.labels()), series.value());
        if (before == null || before != series.value()) {
          waiting.add(series);
        }
      }
    }
    List<FigureSeries> next = new ArrayList<>();
    while (next.size() < MOST && !waiting.isEmpty()) {
      next.add(waiting.remove());
    }
    return List.copyOf(next);
  }
}
