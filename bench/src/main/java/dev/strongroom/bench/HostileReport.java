// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Cost of hostile input as a multiple of a genuine document's.
final class HostileReport {
  private record Cost(double microseconds, double bytes) {}

  private HostileReport() {}

  static void run() throws RunnerException {
    System.out.println("Documents of a SIMULATED vendor. Measuring; this takes a minute …");
    var options =
        new OptionsBuilder()
            .include(HostileBenchmark.class.getName() + ".*")
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    Map<HostileInput, Cost> costs = new EnumMap<>(HostileInput.class);
    for (RunResult result : new Runner(options).run()) {
      costs.put(
          HostileInput.valueOf(result.getParams().getParam("input")),
          new Cost(
              result.getPrimaryResult().getScore(),
              Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                  .getScore()));
    }
    Cost genuine = Objects.requireNonNull(costs.get(HostileInput.GENUINE));
    System.out.printf("%n%-16s %10s %8s %12s %8s%n", "", "µs", "ratio", "bytes", "ratio");
    costs.forEach((input, cost) ->
        System.out.printf(
            "%-16s %10.0f %8.2f %12.0f %8.2f%n",
            input.name().toLowerCase(Locale.ROOT).replace('_', '-'),
            cost.microseconds(),
            cost.microseconds() / genuine.microseconds(),
            cost.bytes(),
            cost.bytes() / genuine.bytes()));
  }
}
