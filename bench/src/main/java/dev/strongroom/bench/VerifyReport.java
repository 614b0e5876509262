// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench;

import dev.strongroom.attestation.SignatureProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Documents per second and core beside what the same provider's bare signatures would allow.
final class VerifyReport {
  /// Of one benchmark, per document.
  private record Figure(double perSecond, double barePerSecond, double bytes, double bareBytes) {
    double ratio() {
      return perSecond / barePerSecond;
    }
  }

  private VerifyReport() {}

  static void run() throws RunnerException, IOException, InterruptedException {
    System.out.println("Documents: " + Documents.load().source());
    boolean corretto = SignatureProvider.fastest().name().startsWith("AmazonCorretto");
    if (!corretto) {
      System.out.println("Amazon Corretto Crypto Provider isn't to be had here: left out");
    }
    Map<String, Figure> figures = measure(corretto ? List.of("jdk", "accp") : List.of("jdk"));
    System.out.printf(
        "%n%-6s %10s %10s %7s %7s %10s %10s %7s %7s %11s %11s%n",
        "",
        "warm/s",
        "bare 2/s",
        "ratio",
        "target",
        "cold/s",
        "bare 5/s",
        "ratio",
        "target",
        "warm bytes",
        "bare bytes");
    for (String provider : List.of("jdk", "accp")) {
      if (figures.containsKey(provider + ".warm")) {
        row(provider, figures);
      }
    }
    openssl()
        .ifPresentOrElse(
            rate ->
                System.out.printf(
                    "%nopenssl speed ecdsap384: %.0f verifications/s over a bare digest%n", rate),
            () -> System.out.println("\nopenssl isn't here: left out"));
  }

  private static Map<String, Figure> measure(List<String> providers) throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(VerifyBenchmark.class.getName() + ".*")
            .param("provider", providers.toArray(String[]::new))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    System.out.println("Measuring; this takes a minute and a half …");
    Map<String, Figure> figures = new LinkedHashMap<>();
    for (RunResult result : new Runner(options).run()) {
      double documents = sum(result, "documents");
      figures.put(
          result.getParams().getParam("provider") + "." + result.getPrimaryResult().getLabel(),
          new Figure(
              documents * 1e9 / sum(result, "documentNanos"),
              documents * 1e9 / sum(result, "bareNanos"),
              sum(result, "bytes") / documents,
              sum(result, "bareBytes") / documents));
    }
    return figures;
  }

  private static void row(String provider, Map<String, Figure> figures) {
    Figure warm = figure(figures, provider, "warm");
    Figure cold = figure(figures, provider, "cold");
    System.out.printf(
        "%-6s %10.0f %10.0f %7.2f %7s %10.0f %10.0f %7.2f %7s %11.0f %11.0f%n",
        provider,
        warm.perSecond(),
        warm.barePerSecond(),
        warm.ratio(),
        "≥ 0.90",
        cold.perSecond(),
        cold.barePerSecond(),
        cold.ratio(),
        "≥ 0.85",
        warm.bytes(),
        warm.bareBytes());
  }

  private static double sum(RunResult result, String name) {
    return Objects.requireNonNull(result.getSecondaryResults().get(name)).getScore();
  }

  private static Figure figure(Map<String, Figure> figures, String provider, String name) {
    Figure figure = figures.get(provider + "." + name);
    if (figure == null) {
      throw new IllegalStateException("nothing measured for " + provider + "." + name);
    }
    return figure;
  }

  /// The last column of the line that names the curve.
  private static Optional<Double> openssl() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("openssl", "speed", "-seconds", "3", "ecdsap384")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      process.waitFor();
      return output
          .lines()
          .filter(line -> line.contains("nistp384"))
          .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
