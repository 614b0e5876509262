// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.ledger;

import dev.strongroom.host.fixtures.TestPostgres;
import dev.strongroom.host.store.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One, two and four enclaves on one PostgreSQL: clients shared out among them, as a balancer
/// would. All of it on this machine's cores, load and database included, so this shows what handing
/// on costs; it can't show what more machines would bring.
public final class MembersReport {
  private static final double WARM_UP = 8;
  private static final double ROUND = 8;
  private static final int MANY = 100;
  private static final int CONNECTIONS = 64;
  private static final int CONNECTIONS_FOR_MANY = 24;
  private static final int SET_UPS = 300;

  /// How many enclaves, where nobody asks for others.
  public static final List<Integer> COUNTS = List.of(1, 2, 4);

  private MembersReport() {}

  private record Figures(Round many, Round single, double setUps, double takeOver) {}

  /// @param perSecond receipts
  /// @param slowest answer, in seconds
  /// @param lost clients that weren't answered, and asked no more
  private record Round(double perSecond, double slowest, int lost) {
    String against(Round one) {
      return "%.0f/s (%.2f x; slowest %.2f s%s)"
          .formatted(
              perSecond,
              perSecond / one.perSecond,
              slowest,
              lost == 0 ? "" : ", %d CLIENTS LOST".formatted(lost));
    }
  }

  /// Prints the report.
  ///
  /// @param counts how many enclaves, one stage after the other
  public static void run(List<Integer> counts) throws Exception {
    System.out.printf(
        "SIMULATED enclaves, each with its host; PostgreSQL, its files in memory where there is"
            + " room; no witness; clients on the same %d cores%n",
        Runtime.getRuntime().availableProcessors());
    List<Figures> all = new ArrayList<>();
    for (int count : counts) {
      Figures figures = of(count);
      all.add(figures);
      System.out.printf(
          "%d: receipts with 100 digests a request %s, with one %s, %.0f attested connections/s"
              + " (%.2f x)%s%n",
          count,
          figures.many().against(all.getFirst().many()),
          figures.single().against(all.getFirst().single()),
          figures.setUps(),
          figures.setUps() / all.getFirst().setUps(),
          count == 1
              ? ""
              : ", %.1f s from a kill of the writer to the next receipt"
                  .formatted(figures.takeOver()));
    }
  }

  private static Figures of(int count) throws Exception {
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "members-bench");
    PostgresSettings store = TestPostgres.running().newDatabase();
    try (MemberProcesses members = MemberProcesses.start(folder, count, store)) {
      Round many = load(members, CONNECTIONS_FOR_MANY, MANY);
      Round single = load(members, CONNECTIONS, 1);
      double setUps = setUps(members);
      return new Figures(many, single, setUps, count == 1 ? 0 : takeOver(members));
    } finally {
      LedgerReport.delete(folder);
    }
  }

  private static Round load(MemberProcesses members, int connections, int digests)
      throws Exception {
    List<Load> loads = new ArrayList<>();
    try {
      for (UpProcess one : members.all()) {
        loads.add(
            new Load(one.connector(), one.port(), connections / members.all().size(), digests));
      }
      double _ = together(loads, WARM_UP);
      double perSecond = together(loads, ROUND);
      return new Round(
          perSecond,
          loads.stream().mapToDouble(Load::slowest).max().orElseThrow(),
          loads.stream().mapToInt(Load::lost).sum());
    } finally {
      for (Load load : loads) {
        load.close();
      }
    }
  }

  private static double together(List<Load> loads, double seconds) throws Exception {
    double[] each = new double[loads.size()];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < each.length; i++) {
      int mine = i;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  each[mine] = loads.get(mine).saturated(seconds);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    double sum = 0;
    for (int i = 0; i < each.length; i++) {
      threads.get(i).join();
      sum += each[i];
    }
    return sum;
  }

  /// Connections with fresh evidence of the channel, one after the other at each member.
  private static double setUps(MemberProcesses members) throws Exception {
    double best = 0;
    for (int round = 0; round < 3; round++) {
      List<Thread> threads = new ArrayList<>();
      long start = System.nanoTime();
      for (UpProcess one : members.all()) {
        threads.add(Thread.ofVirtual().start(() -> connect(one, SET_UPS / members.all().size())));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      best = Math.max(best, SET_UPS / ((System.nanoTime() - start) / 1e9));
    }
    return best;
  }

  private static void connect(UpProcess member, int times) {
    try {
      var connector = member.connector();
      for (int i = 0; i < times; i++) {
        connector.connect("127.0.0.1", member.port(), MemberProcesses.PATIENCE).close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double takeOver(MemberProcesses members) throws Exception {
    UpProcess survivor = members.all().getLast();
    try (ProofClient client = new ProofClient(survivor.connector(), survivor.port(), 1, 1)) {
      client.ask();
      members.killWriter();
      long start = System.nanoTime();
      client.ask();
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
