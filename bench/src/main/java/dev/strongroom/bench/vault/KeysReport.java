// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.bench.ledger.UpProcess;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.signature.RequestKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// What creating, listing and signing costs with many keys in the store, how long the next boot
/// takes, and what the host stores for a key. Every key is asked for by a request of its own; a
/// quarter of them belong to one owner, whose list is read.
public final class KeysReport {
  private static final int AGENTS = 97;
  private static final int CONNECTIONS_OF_ONE = 32;
  private static final int ASKED = 200;
  private static final int KEPT = 5_000;
  private static final double WARM_UP = 5;

  private final SecureRandom random = new SecureRandom();
  private final SplittableRandom choice = new SplittableRandom(1);
  private final List<RequestKey> keys = new ArrayList<>();

  /// Some of the keys, each with the number of its agent.
  private final List<Known> known = new ArrayList<>();

  private long stored;

  private record Known(int agent, String id) {}

  private KeysReport() {
    for (int i = 0; i < AGENTS; i++) {
      keys.add(RequestKey.generateEd25519(random));
    }
  }

  /// Prints the report.
  ///
  /// @param most keys; powers of ten from 1,000 on are reported on the way
  public static void run(long most) throws Exception {
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "vault-keys-bench");
    try {
      new KeysReport().run(folder.resolve("state"), most);
    } finally {
      Folders.delete(folder);
    }
  }

  private void run(Path state, long most) throws Exception {
    UpProcess up = UpProcess.start(state);
    try {
      for (long size = Math.min(1_000, most); stored < most; size = Math.min(size * 10, most)) {
        double perSecond = fill(up, size);
        up.close();
        System.out.printf(
            "%,d keys: created %.0f/s up to here, %,d bytes stored per key%s%n",
            size, perSecond, up.stored() / size, Folders.load());
        long start = System.nanoTime();
        up = UpProcess.start(state);
        double listens = (System.nanoTime() - start) / 1e9;
        List<Agent> agents = connect(up);
        sign(agents, choice.nextInt(known.size()));
        double first = (System.nanoTime() - start) / 1e9;
        long pages = Math.max(1, total(agents.getFirst()) - 100);
        warmUp(agents);
        double cold = median(() -> sign(agents, choice.nextInt(known.size())));
        double hot = median(() -> sign(agents, 0));
        double created = median(() -> agents.getFirst().create(Shape.ED25519));
        double listed =
            median(
                () -> agents.getFirst().ask("GET", "/v1/keys?after=" + choice.nextLong(pages), ""));
        stored += ASKED;
        close(agents);
        System.out.printf(
            "%,d keys: boot listens after %.1f s, first signature after %.1f s; alone, medians:"
                + " create %.1f ms, list a page of 100 %.1f ms, sign with any key %.1f ms, with one"
                + " key %.1f ms%s%n",
            size, listens, first, created, listed, cold, hot, Folders.load());
      }
    } finally {
      up.close();
    }
  }

  private static long total(Agent agent) throws Exception {
    return (Long) JsonNode.parse(agent.ask("GET", "/v1/keys", "")).member("total").value();
  }

  /// One connection each, in the order of their keys.
  private List<Agent> connect(UpProcess up) throws Exception {
    return connect(up, keys);
  }

  private List<Agent> connect(UpProcess up, List<RequestKey> as) throws Exception {
    AttestedConnector connector = up.connector();
    List<Future<Agent>> begun = new ArrayList<>();
    // At once: a connection that is idle for long is closed.
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (RequestKey key : as) {
        begun.add(threads.submit(() -> Agent.on(Http.attested(connector, up.port()), key, random)));
      }
    }
    List<Agent> agents = new ArrayList<>();
    for (Future<Agent> agent : begun) {
      agents.add(agent.get());
    }
    return agents;
  }

  private static void close(List<Agent> agents) throws IOException {
    for (Agent agent : agents) {
      agent.close();
    }
  }

  /// @return keys per second
  private double fill(UpProcess up, long size) throws Exception {
    List<RequestKey> as = new ArrayList<>(keys);
    as.addAll(Collections.nCopies(CONNECTIONS_OF_ONE - 1, keys.getFirst()));
    List<Agent> agents = connect(up, as);
    AtomicLong left = new AtomicLong(size - stored);
    long missing = size - stored;
    long every = Math.max(1, missing / KEPT);
    List<Load.Asker> askers = new ArrayList<>();
    for (int i = 0; i < agents.size(); i++) {
      Agent agent = agents.get(i);
      int owner = i < AGENTS ? i : 0;
      askers.add(() -> {
        for (long one; (one = left.getAndDecrement()) > 0; ) {
          String id = agent.create(Shape.ED25519);
          if (one % every == 0) {
            remember(new Known(owner, id));
          }
        }
      });
    }
    long start = System.nanoTime();
    new Load(askers, 1).once();
    stored = size;
    close(agents);
    return missing / ((System.nanoTime() - start) / 1e9);
  }

  private synchronized void remember(Known one) {
    known.add(one);
  }

  private void warmUp(List<Agent> agents) throws Exception {
    long end = System.nanoTime() + (long) (WARM_UP * 1e9);
    while (System.nanoTime() < end) {
      sign(agents, 0);
    }
  }

  private void sign(List<Agent> agents, int which) throws IOException {
    Known one = known.get(which);
    String body = "{" + Shape.ED25519.payload(choice) + ",\"receipt\":false}";
    agents.get(one.agent).ask("POST", "/v1/keys/" + one.id + "/sign", body);
  }

  /// In milliseconds.
  private static double median(Load.Asker asker) throws Exception {
    long[] nanos = new long[ASKED];
    for (int i = 0; i < ASKED; i++) {
      long start = System.nanoTime();
      asker.ask();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[ASKED / 2] / 1e6;
  }
}
