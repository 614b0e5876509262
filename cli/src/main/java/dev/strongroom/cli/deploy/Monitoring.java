// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// What watches a host: the same for every deployment.
public final class Monitoring {
  private static final List<String> FILES =
      List.of("README.md", "alerts.yaml", "dashboard.json", "prometheus.yaml");

  private Monitoring() {}

  /// Its files, by their path.
  public static SortedMap<String, String> files() {
    return Templates.filled("monitoring", FILES, Map.of());
  }
}
