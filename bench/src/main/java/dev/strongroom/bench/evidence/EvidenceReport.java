// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.evidence;

import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.fixtures.Vectors;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Verifications per second and core of each kind of evidence, beside what the same provider's bare
/// signatures would allow; those of quotes also beside another library.
public final class EvidenceReport {
  private EvidenceReport() {}

  /// Runs all of it.
  ///
  /// @return whether there was anything to run it on
  public static boolean run() throws RunnerException, IOException, InterruptedException {
    if (!Samples.present()) {
      System.out.println("No sample evidence in " + Vectors.directory() + ": nothing is measured");
      return false;
    }
    boolean corretto = SignatureProvider.fastest().name().startsWith("AmazonCorretto");
    if (!corretto) {
      System.out.println("Amazon Corretto Crypto Provider isn't to be had here: left out");
    }
    against(corretto ? List.of("jdk", "accp") : List.of("jdk"));
    PeerReport.run();
    return true;
  }

  private static void against(List<String> providers) throws RunnerException {
    System.out.println(
        "One sample of each kind, one thread. Measuring; this takes "
            + (providers.size() * 3)
            + " minutes …");
    System.out.printf(
        "%n%-6s %-30s %8s %5s %8s %6s %8s %5s %8s %6s %10s%n",
        "",
        "(target: warm ratio ≥ 0.85)",
        "warm/s",
        "sigs",
        "bare/s",
        "ratio",
        "cold/s",
        "sigs",
        "bare/s",
        "ratio",
        "warm bytes");
    for (String provider : providers) {
      for (SampleKind kind : SampleKind.values()) {
        var options =
            new OptionsBuilder()
                .include(EvidenceBenchmark.class.getName() + ".*")
                .param("provider", provider)
                .param("kind", kind.name())
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        for (RunResult result : new Runner(options).run()) {
          row(provider, kind, result);
        }
      }
    }
  }

  private static void row(String provider, SampleKind kind, RunResult result) {
    double rounds = sum(result, "rounds");
    double warm = rounds * 1e9 / sum(result, "warmNanos");
    double warmBare = rounds * 1e9 / sum(result, "warmBareNanos");
    double cold = rounds * 1e9 / sum(result, "coldNanos");
    double coldBare = rounds * 1e9 / sum(result, "coldBareNanos");
    System.out.printf(
        "%-6s %-30s %8.0f %5.0f %8.0f %6.2f %8.0f %5.0f %8.0f %6.2f %10.0f%n",
        provider,
        kind.words(),
        warm,
        sum(result, "warmSignatures") / rounds,
        warmBare,
        warm / warmBare,
        cold,
        sum(result, "coldSignatures") / rounds,
        coldBare,
        cold / coldBare,
        sum(result, "warmBytes") / rounds);
  }

  private static double sum(RunResult result, String name) {
    return Objects.requireNonNull(result.getSecondaryResults().get(name)).getScore();
  }
}
