// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.figures;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a service counts for its host. Figures are declared until the first request may arrive, and
/// so is every value of their labels: nothing of a request can become part of one. Thread-safe.
public final class ServiceFigures {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(?:_[a-z0-9]+){0,7}");
  private static final int LONGEST_NAME = 64;
  private static final int MOST_LABELS = 4;

  /// As many as a host takes in over one connection.
  private static final int MOST = 4096;

  /// What a frame around a part that starts later may have of that.
  private static final int OF_A_FRAME = 32;

  /// Our own: how often a value couldn't be told.
  private static final String MISSING = "figures_missing";

  /// What Prometheus' format adds by itself.
  private static final Set<String> ENDINGS = Set.of("total", "created", "bucket", "info");

  /// A figure, and how its values are read.
  private record Declared(
      String name, boolean grows, List<String> labels, Consumer<FigureSink> read) {}

  private final FigureRoom room;
  private final List<Declared> declared = new CopyOnWriteArrayList<>();
  private final Set<String> names = new HashSet<>(Set.of(MISSING));
  private final LongAdder missing = new LongAdder();
  private volatile @Nullable ServiceFigures later;
  private volatile boolean sealed;

  /// No figures yet.
  public ServiceFigures() {
    this(MOST);
  }

  /// @param most series, ours among them
  ServiceFigures(int most) {
    room = new FigureRoom(most - 1);
  }

  /// Declares a figure that only grows.
  ///
  /// @param name in snake case, without `_total`, which is added
  /// @param step the host is told whole steps only; 1 for each
  /// @throws IllegalStateException once requests may arrive
  /// @throws IllegalArgumentException if a name isn't one, or comes twice, or there are more
  ///   figures than a host takes in
  public FigureCounter counter(String name, long step, FigureLabel... labels) {
    place();
    FigureCounter counter = new FigureCounter(step, List.of(labels), room);
    declare(name, true, List.of(labels), counter::read);
    return counter;
  }

  /// Declares a figure that goes up and down.
  ///
  /// @param value from 0 on; must not block
  public void gauge(String name, LongSupplier value) {
    place();
    declare(name, false, List.of(), sink -> sink.take(List.of(), value.getAsLong()));
  }

  /// Declares figures that go up and down, apart by their labels. Those that are one too many for a
  /// host are left out.
  ///
  /// @param read gives the sink a value for each; must not block
  public void gauges(String name, Consumer<FigureSink> read, FigureLabel... labels) {
    List<FigureLabel> known = List.of(labels);
    Set<List<String>> placed = ConcurrentHashMap.newKeySet();
    declare(
        name,
        false,
        known,
        sink ->
            read.accept((values, value) -> {
              List<String> shown = new ArrayList<>();
              for (int i = 0; i < known.size(); i++) {
                shown.add(known.get(i).shown(values.get(i)));
              }
              List<String> series = List.copyOf(shown);
              if (placed.contains(series) || (room.take() && placed.add(series))) {
                sink.take(series, value);
              } else {
                missing.increment();
              }
            }));
  }

  private void place() {
    if (!room.take()) {
      throw new IllegalArgumentException("more figures than a host takes in");
    }
  }

  private synchronized void declare(
      String name, boolean grows, List<FigureLabel> labels, Consumer<FigureSink> read) {
    if (sealed) {
      throw new IllegalStateException("figures are declared before the first request");
    }
    List<String> named = labels.stream().map(FigureLabel::name).toList();
    if (!isName(name)
        || !named.stream().allMatch(ServiceFigures::isName)
        || new HashSet<>(named).size() != named.size()
        || named.size() > MOST_LABELS
        || !names.add(name)) {
      throw new IllegalArgumentException("a figure and its labels have short names of their own");
    }
    declared.add(new Declared(name, grows, named, read));
  }

  private static boolean isName(String name) {
    return name.length() <= LONGEST_NAME
        && NAME.matcher(name).matches()
        && !ENDINGS.contains(name.substring(name.lastIndexOf('_') + 1));
  }

  /// Figures of a part of the service that starts later, which are told with these until the next
  /// such part. That part declares them before it gets its first request; what it counts starts at
  /// 0.
  public ServiceFigures later() {
    ServiceFigures part = new ServiceFigures(MOST - OF_A_FRAME);
    later = part;
    return part;
  }

  /// No more figures can be declared from now on.
  public void seal() {
    sealed = true;
  }

  /// All values as they are now. A figure whose reading fails isn't among them, nor what goes up
  /// and down and is one too many; `figures_missing` counts that, and is there from the first time
  /// on.
  public List<FigureSeries> read() {
    List<FigureSeries> series = new ArrayList<>();
    for (Declared one : declared) {
      try {
        series.addAll(values(one));
      } catch (RuntimeException e) {
        // The service's own code, which mustn't take all other figures along. What was thrown could
        // hold anything, so it goes nowhere.
        missing.increment();
      }
    }
    if (missing.sum() > 0) {
      series.add(new FigureSeries(MISSING, true, Map.of(), missing.sum()));
    }
    ServiceFigures part = later;
    if (part != null) {
      part.read().stream()
          .filter(one -> series.stream().noneMatch(own -> own.name().equals(one.name())))
          .toList()
          .forEach(series::add);
    }
    return List.copyOf(series);
  }

  private static List<FigureSeries> values(Declared figure) {
    List<FigureSeries> read = new ArrayList<>();
    figure
        .read()
        .accept((values, value) -> {
          Map<String, String> labels = new LinkedHashMap<>();
          for (int i = 0; i < values.size(); i++) {
            labels.put(figure.labels().get(i), values.get(i));
          }
          read.add(new FigureSeries(figure.name(), figure.grows(), labels, Math.max(0, value)));
        });
    return read;
  }
}
