// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.control;

import dev.strongroom.enclave.runtime.figures.FigureSeries;
import dev.strongroom.enclave.runtime.figures.ServiceFigures;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What of a service's figures goes over one control connection, and when: what has changed, and
/// that seldom, so that a host can't tell single requests apart by them. Not thread-safe.
final class FiguresTelling {
  /// Of one line, which has 64 KiB at most.
  private static final int MOST = 100;

  private record Key(String name, Map<String, String> labels) {}

  private final Duration every;
  private final Map<Key, Long> told = new HashMap<>();
  private final Deque<FigureSeries> waiting = new ArrayDeque<>();
  private boolean begun;
  private long read;

  FiguresTelling(Duration every) {
    this.every = every;
  }

  /// What the next line says.
  ///
  /// @param now of a clock that never jumps, in nanoseconds
  List<FigureSeries> next(ServiceFigures figures, long now) {
    if (waiting.isEmpty() && (!begun || now - read >= every.toNanos())) {
      List<FigureSeries> all = figures.read();
      // Before the service has declared any, there is nothing to have been told.
      begun = !all.isEmpty();
      read = now;
      for (FigureSeries series : all) {
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
