// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.figures;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A value, as the host is told.
///
/// @param name of the figure
/// @param grows whether it only grows
/// @param labels by name
/// @param value from 0 on
public record FigureSeries(String name, boolean grows, Map<String, String> labels, long value) {
  /// Copies the labels, in their order.
  public FigureSeries {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }
}
