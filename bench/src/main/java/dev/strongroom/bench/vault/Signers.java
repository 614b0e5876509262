// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.vault;

import dev.strongroom.bench.ledger.UpProcess;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.signature.RequestKey;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Connections to a vault or to the baseline, and the requests that they make.
final class Signers implements Closeable {
  static final int BATCH = 100;
  private static final int KEYS_EACH = 4;

  private final SecureRandom random = new SecureRandom();
  private final List<Closeable> open = new ArrayList<>();

  /// How requests are made.
  ///
  /// @param connections at once
  /// @param each signatures in a request: 1 or [#BATCH]
  /// @param hot whether all use one key; else each connection has an agent of its own with four
  /// @param receipts whether answers come with them
  record Way(int connections, int each, boolean hot, boolean receipts) {
    @Override
    public String toString() {
      return (each == 1 ? "single" : "batch of " + each)
          + (hot ? ", one key" : ", many keys")
          + (receipts ? ", with receipts" : "");
    }
  }

  /// At the vault.
  Load vault(UpProcess up, Shape shape, Way way) throws Exception {
    AttestedConnector connector = up.connector();
    RequestKey shared = RequestKey.generateEd25519(random);
    List<String> one = new ArrayList<>();
    if (way.hot) {
      try (Agent first = Agent.on(Http.attested(connector, up.port()), shared, random)) {
        one.add(first.create(shape));
      }
    }
    // At once: a connection that is idle for long is closed.
    List<Future<Load.Asker>> askers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < way.connections; i++) {
        askers.add(
            threads.submit(() -> {
              RequestKey key = way.hot ? shared : RequestKey.generateEd25519(random);
              Agent agent = Agent.on(Http.attested(connector, up.port()), key, random);
              synchronized (open) {
                open.add(agent::close);
              }
              List<String> keys = new ArrayList<>(one);
              while (!way.hot && keys.size() < KEYS_EACH) {
                keys.add(agent.create(shape));
              }
              return asker(agent, List.copyOf(keys), shape, way);
            }));
      }
    }
    List<Load.Asker> ready = new ArrayList<>();
    for (Future<Load.Asker> asker : askers) {
      ready.add(asker.get());
    }
    return new Load(ready, way.each);
  }

  private Load.Asker asker(Agent agent, List<String> keys, Shape shape, Way way) {
    SplittableRandom data = new SplittableRandom(random.nextLong());
    String more = way.receipts ? "" : ",\"receipt\":false";
    int[] turn = new int[1];
    return () -> {
      String key = keys.get(turn[0]++ % keys.size());
      agent.ask("POST", "/v1/keys/" + key + "/sign", body(shape, way.each, data, more));
    };
  }

  /// At the baseline.
  Load plain(PlainProcess process, Shape shape, int connections, int each) throws IOException {
    List<Load.Asker> askers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Http http = Http.plain(process.port());
      open.add(http::close);
      SplittableRandom data = new SplittableRandom(random.nextLong());
      askers.add(
          () -> http.ask("POST", "/" + shape.name(), Map.of(), body(shape, each, data, "")).ok());
    }
    return new Load(askers, each);
  }

  private static String body(Shape shape, int each, SplittableRandom data, String more) {
    if (each == 1) {
      return "{" + shape.payload(data) + more + "}";
    }
    return IntStream.range(0, each)
        .mapToObj(_ -> "{" + shape.payload(data) + "}")
        .collect(Collectors.joining(",", "{\"batch\":[", "]" + more + "}"));
  }

  @Override
  public void close() throws IOException {
    for (Closeable one : open) {
      one.close();
    }
  }
}
