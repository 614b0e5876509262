// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Durable, cosigned receipts through the attested channel of `./strongroom up`, the load generator
/// on the same cores, against bare flushes and signatures and against one proof at a time.
public final class LedgerReport {
  private static final double WARM_UP = 8;
  private static final double ROUND = 8;
  private static final int MANY = 100;
  private static final int CONNECTIONS = 128;
  private static final int CONNECTIONS_FOR_MANY = 24;

  private LedgerReport() {}

  /// Prints the report.
  public static void run() throws Exception {
    AppendReport.run();
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "ledger-bench");
    try {
      System.out.printf(
          "bare, on one core and the same disk: %.0f flushes/s, %.0f Ed25519 signatures/s%n",
          Baselines.flushes(folder, 3), Baselines.signatures(3));
      double one = oneAtATime(folder);
      try (UpProcess up = UpProcess.start(folder.resolve("state"))) {
        double single = load(up, "one digest a request", CONNECTIONS, 1, one);
        double many = load(up, "100 digests a request", CONNECTIONS_FOR_MANY, MANY, one);
        System.out.printf(
            "targets: >= 20000/s with 100 digests (%.0f), >= 4000/s with one (%.0f), >= 50 x one at"
                + " a time (%.1f x with 100, %.1f x with one)%n",
            many, single, many / one, single / one);
      }
    } finally {
      delete(folder);
    }
  }

  private static double oneAtATime(Path folder) throws Exception {
    Path jar = OneAtATimeJar.write(folder.resolve("one-at-a-time.jar"));
    try (UpProcess up = UpProcess.start(folder.resolve("one"), "--application", jar.toString());
        Load load = new Load(up.connector(), up.port(), CONNECTIONS, 1)) {
      load.saturated(WARM_UP);
      double perSecond = load.saturated(ROUND);
      System.out.printf(
          "one at a time, same channel, host and store: a conditional write and a signature for"
              + " each proof, %.0f proofs/s%n",
          perSecond);
      return perSecond;
    }
  }

  private static double load(UpProcess up, String name, int connections, int digests, double one)
      throws Exception {
    try (Load load = new Load(up.connector(), up.port(), connections, digests)) {
      load.saturated(WARM_UP);
      long before = up.stored();
      double perSecond = load.saturated(ROUND);
      double bytes = (up.stored() - before) / (perSecond * ROUND);
      Load.Latency half = load.paced(perSecond / digests / 2, ROUND);
      System.out.printf(
          "%s, %d connections: %.0f receipts/s (%.1f x one at a time); at half of that p50 %.1f ms,"
              + " p99 %.1f ms (target <= 150); about %.0f bytes stored per entry%n",
          name, connections, perSecond, perSecond / one, half.p50(), half.p99(), bytes);
      Verifications.report(up, load.kept());
      return perSecond;
    }
  }

  /// Deletes a folder with all that is in it.
  static void delete(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
