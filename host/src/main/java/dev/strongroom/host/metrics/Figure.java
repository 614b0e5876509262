// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.metrics;

import java.util.Map;
import java.util.function.LongSupplier;

/// One number that is read whenever somebody asks for metrics.
///
/// @param name in snake case; a counter's without `_total`, which is added
/// @param help what it means, in a sentence
/// @param kind whether it only grows
/// @param labels which tell figures of one name apart
/// @param value asked for each time; must not block
public record Figure(
    String name, String help, Kind kind, Map<String, String> labels, LongSupplier value) {

  /// Whether a figure only grows.
  public enum Kind {
    /// Only grows, until this process or the enclave starts again.
    COUNTER,

    /// Goes up and down.
    GAUGE
  }

  /// Copies the labels.
  public Figure {
    labels = Map.copyOf(labels);
  }

  /// A counter without labels.
  public static Figure counter(String name, String help, LongSupplier value) {
    return new Figure(name, help, Kind.COUNTER, Map.of(), value);
  }

  /// A gauge without labels.
  public static Figure gauge(String name, String help, LongSupplier value) {
    return new Figure(name, help, Kind.GAUGE, Map.of(), value);
  }
}
