// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.control;

import dev.strongroom.enclave.runtime.figures.FigureSeries;
import dev.strongroom.enclave.runtime.figures.ServiceFigures;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A service's figures as they were when they were last looked at: seldom, so that a host can't
/// tell single requests apart by them, however often it connects. One for an enclave. The figures
/// may be declared by any thread; only one looks at them.
final class FiguresSnapshot {
  private final Duration every;
  private volatile Optional<ServiceFigures> declared = Optional.empty();
  private List<FigureSeries> series = List.of();
  private boolean begun;
  private long read;

  FiguresSnapshot(Duration every) {
    this.every = every;
  }

  void declared(ServiceFigures figures) {
    declared = Optional.of(figures);
  }

  /// The values; none before the service has declared any.
  ///
  /// @param now of a clock that never jumps, in nanoseconds
  List<FigureSeries> at(long now) {
    Optional<ServiceFigures> figures = declared;
    if (figures.isPresent() && (!begun || now - read >= every.toNanos())) {
      series = figures.get().read();
      begun = true;
      read = now;
    }
    return series;
  }
}
