// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.InferenceService;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.host.store.Entry;
import dev.strongroom.host.store.Page;
import dev.strongroom.host.store.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// How long a gateway with keys takes to start on a log of so many uses of keys: against the same
/// start without reading them, and against reading the same log's rows and nothing else.
public final class KeyStartReport {
  private static final int PAGE = 256;
  private static final int ROUNDS = 3;

  private KeyStartReport() {}

  /// Prints the report.
  ///
  /// @param most entries of uses; a tenth of them is reported as well
  public static void run(int most) throws Exception {
    Path folder = Files.createTempDirectory("keystart");
    try {
      System.out.println(
          "uses of keys in the log; gateway in a SIMULATED enclave over a real wire to SQLite, all in"
              + " one process; medians of "
              + ROUNDS);
      for (UsesOfKeys.Shape shape : UsesOfKeys.Shape.values()) {
        int entries = shape == UsesOfKeys.Shape.ONE_BY_ONE ? most / 10 : most;
        report(folder.resolve(shape.name() + 10), shape, entries / 10);
        report(folder.resolve(shape.name()), shape, entries);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private static void report(Path folder, UsesOfKeys.Shape shape, int entries) throws Exception {
    Files.createDirectories(folder);
    long start = System.nanoTime();
    try (BenchEnclave _ = new BenchEnclave(folder, new UsesOfKeys(entries, shape))) {
      System.out.printf(
          "%,d entries, %s: written in %.1f s%n", entries, shape.words(), seconds(start));
    }
    Path store = BenchEnclave.store(folder);
    Path filled = folder.resolve("filled");
    Files.copy(store, filled);
    List<Double> first = new ArrayList<>();
    List<Double> next = new ArrayList<>();
    List<Double> without = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    AtomicLong length = new AtomicLong();
    for (int round = 0; round < ROUNDS; round++) {
      Files.copy(filled, store, StandardCopyOption.REPLACE_EXISTING);
      first.add(started(folder, new InferenceService()));
      next.add(started(folder, new InferenceService()));
      without.add(started(folder, log()));
      bare.add(read(folder, length));
    }
    double log = Figures.median(without);
    double reading = Figures.median(first) - log;
    System.out.printf(
        "%,d entries, %s: start that reads all %.2f s, the next %.2f s, the log without keys %.2f s;"
            + " reading %.2f s (%.0f µs each) against %.3f s for its %.1f MB of rows bare: ratio"
            + " %.1f%s%n",
        entries,
        shape.words(),
        Figures.median(first),
        Figures.median(next),
        log,
        reading,
        reading * 1e6 / entries,
        Figures.median(bare),
        length.get() / 1e6,
        reading / Figures.median(bare),
        Folders.load());
  }

  /// The notary by itself.
  private static Service log() {
    return enclave -> {
      Notary notary = Notary.start(enclave);
      return new Closing(notary);
    };
  }

  /// Closes the log with the enclave.
  private record Closing(Notary notary) implements Service.Handler, AutoCloseable {
    @Override
    public Response handle(Request request) {
      throw new IllegalStateException("nobody asks here");
    }

    @Override
    public void close() {
      notary.close();
    }
  }

  private static double started(Path folder, Service service) throws Exception {
    long start = System.nanoTime();
    try (BenchEnclave _ = new BenchEnclave(folder, service)) {
      return seconds(start);
    }
  }

  /// All rows of the log, in their order, in this process.
  private static double read(Path folder, AtomicLong length) throws Exception {
    Bytes log = Bytes.utf8("ledger/");
    long start = System.nanoTime();
    try (SqliteStore store = SqliteStore.open(BenchEnclave.store(folder))) {
      length.set(0);
      Bytes after = Bytes.EMPTY;
      boolean more = true;
      while (more) {
        Page page = store.scan(log, after, PAGE);
        for (Entry entry : page.entries()) {
          length.addAndGet(entry.value().length());
          after = entry.key();
        }
        more = page.more();
      }
      return seconds(start);
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
