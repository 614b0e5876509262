// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes figures in Prometheus' text format 0.0.4.
final class Exposition {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private Exposition() {}

  static byte[] of(List<Figure> figures) throws IOException {
    Map<String, List<Figure>> byName = new LinkedHashMap<>();
    for (Figure figure : figures) {
      byName.computeIfAbsent(figure.name(), _ -> new ArrayList<>()).add(figure);
    }
    List<MetricSnapshot> snapshots = byName.values().stream().map(Exposition::snapshot).toList();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, new MetricSnapshots(snapshots));
    return text.toByteArray();
  }

  private static MetricSnapshot snapshot(List<Figure> sameName) {
    Figure first = sameName.getFirst();
    return switch (first.kind()) {
      case COUNTER -> {
        CounterSnapshot.Builder builder =
            CounterSnapshot.builder().name(first.name()).help(first.help());
        for (Figure figure : sameName) {
          builder.dataPoint(
              CounterSnapshot.CounterDataPointSnapshot.builder()
                  .labels(labels(figure))
                  .value((double) figure.value().getAsLong())
                  .build());
        }
        yield builder.build();
      }
      case GAUGE -> {
        GaugeSnapshot.Builder builder =
            GaugeSnapshot.builder().name(first.name()).help(first.help());
        for (Figure figure : sameName) {
          builder.dataPoint(
              GaugeSnapshot.GaugeDataPointSnapshot.builder()
                  .labels(labels(figure))
                  .value((double) figure.value().getAsLong())
                  .build());
        }
        yield builder.build();
      }
    };
  }

  private static Labels labels(Figure figure) {
    Labels.Builder labels = Labels.builder();
    figure.labels().forEach(labels::label);
    return labels.build();
  }
}
