// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What an enclave says that its service has counted.
///
/// @param name in snake case
/// @param grows whether it says that it only grows
/// @param labels by name; short and printable
/// @param value from 0 on
public record ServiceFigure(
    String name, boolean grows, SortedMap<String, String> labels, long value) {
  /// Copies the labels.
  public ServiceFigure {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }
}
