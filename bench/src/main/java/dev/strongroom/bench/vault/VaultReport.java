// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.vault;

import dev.strongroom.bench.ledger.UpProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// Signatures through attested channel, signed requests, policy and ledger of `./strongroom up`,
/// the load generator on the same cores, against Bouncy Castle alone and against a signer that does
/// nothing but sign.
public final class VaultReport {
  private static final double BARE = 1;
  private static final double WARM_UP = 2;
  private static final double ROUND = 3;
  private static final int CONNECTIONS = 96;
  private static final int CONNECTIONS_FOR_MANY = 16;

  private final Map<Shape, Measured> bare = new EnumMap<>(Shape.class);
  private final Map<Shape, Measured> plainSingle = new EnumMap<>(Shape.class);
  private final Map<Shape, Measured> plainBatch = new EnumMap<>(Shape.class);

  private VaultReport() {}

  /// What a load came to.
  ///
  /// @param perSecond signatures
  /// @param micros processor time of the servers' processes for each signature
  private record Measured(double perSecond, double micros) {}

  private interface Clock {
    double seconds();
  }

  /// Prints the report.
  public static void run() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "vault-bench");
    try {
      new VaultReport().run(folder);
    } finally {
      Folders.delete(folder);
    }
  }

  private void run(Path folder) throws Exception {
    for (Shape shape : Shape.values()) {
      BareSigner signer = BareSigner.of(shape, new SecureRandom());
      micros(signer, WARM_UP);
      double micros = micros(signer, BARE);
      Load.Asker asker = () -> signer.sign(new byte[BareSigner.SCALAR]);
      double perSecond =
          new Load(Collections.nCopies(Runtime.getRuntime().availableProcessors(), asker), 1)
              .saturated(BARE);
      bare.put(shape, new Measured(perSecond, micros));
      System.out.printf(
          "bare %s: %.0f/s on all cores, %.0f us of processor each%s%n",
          shape.code(), perSecond, micros, Folders.load());
    }
    try (PlainProcess process = PlainProcess.start()) {
      for (Shape shape : Shape.values()) {
        try (Signers signers = new Signers()) {
          signers.plain(process, shape, CONNECTIONS, 1).saturated(WARM_UP);
        }
      }
      for (Shape shape : Shape.values()) {
        plainSingle.put(shape, plain(process, shape, CONNECTIONS, 1));
        plainBatch.put(shape, plain(process, shape, CONNECTIONS_FOR_MANY, Signers.BATCH));
      }
    }
    try (UpProcess up = UpProcess.start(folder.resolve("state"))) {
      // Whatever comes first would pay for the enclave's and our own compilation.
      for (Shape shape : Shape.values()) {
        try (Signers signers = new Signers()) {
          signers
              .vault(up, shape, new Signers.Way(CONNECTIONS, 1, false, false))
              .saturated(2 * WARM_UP);
        }
      }
      for (Shape shape : Shape.values()) {
        // Batches first: what single ones need most is compiled by then.
        for (int each : new int[] {Signers.BATCH, 1}) {
          int connections = each == 1 ? CONNECTIONS : CONNECTIONS_FOR_MANY;
          for (boolean hot : new boolean[] {false, true}) {
            vault(up, shape, new Signers.Way(connections, each, hot, false));
          }
        }
      }
      vault(up, Shape.ED25519, new Signers.Way(CONNECTIONS, 1, false, true));
    }
    System.out.println(
        "targets: single or batch >= 5000/s ed25519 and >= 3000/s secp256k1; p99 <= 60 ms at half"
            + " load; batch >= 0.5 of bare; <= 2 x the baseline's cost");
  }

  private Measured plain(PlainProcess process, Shape shape, int connections, int each)
      throws Exception {
    try (Signers signers = new Signers()) {
      Load load = signers.plain(process, shape, connections, each);
      load.saturated(1);
      Measured measured = measured(load, process::processorSeconds);
      System.out.printf(
          "baseline %s, %s: %.0f/s, %.0f us of processor each%s%n",
          shape.code(),
          each == 1 ? "single" : "batch of " + each,
          measured.perSecond,
          measured.micros,
          Folders.load());
      return measured;
    }
  }

  private void vault(UpProcess up, Shape shape, Signers.Way way) throws Exception {
    try (Signers signers = new Signers()) {
      Load load = signers.vault(up, shape, way);
      load.saturated(WARM_UP);
      Measured now = measured(load, up::processorSeconds);
      Load.Latency half = load.paced(now.perSecond / 2, ROUND);
      Measured alone = bare.getOrDefault(shape, now);
      Measured plain = (way.each() == 1 ? plainSingle : plainBatch).get(shape);
      if (plain == null) {
        throw new IllegalStateException("no baseline");
      }
      System.out.printf(
          "%s, %s: %.0f/s, %.0f us of processor each; %.2f of bare (by processor %.2f); %.2f x the"
              + " baseline's cost (by processor %.2f x); at half load p50 %.1f ms, p99 %.1f ms%s%n",
          shape.code(),
          way,
          now.perSecond,
          now.micros,
          now.perSecond / alone.perSecond,
          alone.micros / now.micros,
          plain.perSecond / now.perSecond,
          now.micros / plain.micros,
          half.p50(),
          half.p99(),
          Folders.load());
    } catch (IOException e) {
      throw up.process().isAlive()
          ? e
          : new IOException("the vault ended, status " + up.process().exitValue(), e);
    }
  }

  private static Measured measured(Load load, Clock processor) throws Exception {
    double before = processor.seconds();
    double perSecond = load.saturated(ROUND);
    return new Measured(perSecond, (processor.seconds() - before) * 1e6 / (perSecond * ROUND));
  }

  /// Processor time of one thread for each signature.
  private static double micros(BareSigner signer, double seconds) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    long end = start + (long) (seconds * 1e9);
    byte[] data = new byte[BareSigner.SCALAR];
    long count = 0;
    while (threads.getCurrentThreadCpuTime() < end) {
      signer.sign(data);
      count++;
    }
    return (threads.getCurrentThreadCpuTime() - start) / 1e3 / count;
  }
}
