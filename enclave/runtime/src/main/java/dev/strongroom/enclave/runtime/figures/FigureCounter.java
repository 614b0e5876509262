// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.figures;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts, apart by its labels. Once there are as many series as a host takes in, what would be a
/// further one counts as `other` of all labels. Thread-safe.
public final class FigureCounter {
  private final long step;
  private final List<FigureLabel> labels;
  private final List<String> others;
  private final FigureRoom room;
  private final Map<List<String>, LongAdder> counts = new ConcurrentHashMap<>();

  /// @param room of which it has taken one place already, for what doesn't fit
  FigureCounter(long step, List<FigureLabel> labels, FigureRoom room) {
    this.step = step;
    this.labels = List.copyOf(labels);
    this.others = Collections.nCopies(labels.size(), FigureLabel.OTHER);
    this.room = room;
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
    count(List.copyOf(shown)).add(more);
  }

  private LongAdder count(List<String> shown) {
    LongAdder known = counts.get(shown);
    return known == null ? another(shown) : known;
  }

  /// One at a time, so that no series takes two places.
  private synchronized LongAdder another(List<String> shown) {
    boolean fits = counts.containsKey(shown) || shown.equals(others) || room.take();
    return counts.computeIfAbsent(fits ? shown : others, _ -> new LongAdder());
  }

  /// Whole steps only, so that one request can't be told from the next.
  void read(FigureSink sink) {
    counts.forEach((values, count) -> sink.take(values, Math.floorDiv(count.sum(), step) * step));
  }
}
