// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.bench.channel.Client;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.ChannelPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/// What a gateway can pass on at most: a synthetic back end with more chunks than anybody needs,
/// TLS on both legs, against nginx before the very same back end.
final class CeilingReport {
  private static final int STREAMS = 16;
  private static final int OFFERED = 50_000;
  private static final int ROUNDS = 5;
  private static final double SECONDS = 4;
  private static final double WARM_UP = 25;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private CeilingReport() {}

  /// What a round was.
  ///
  /// @param perSecond chunks
  /// @param proxy processor microseconds of the proxy for each
  /// @param host the same of the host's process
  private record Round(double perSecond, double proxy, double host) {}

  static void run(Path folder) throws Exception {
    try (Part far = Deployments.chunks(folder.resolve("far"));
        Part gateway =
            Deployments.gatewayBefore(
                folder.resolve("gateway"),
                far.port(),
                folder.resolve("far").resolve(HostProcess.POLICY))) {
      Optional<Part> nginx = Nginx.start(folder.resolve("nginx"), far.port());
      if (nginx.isEmpty()) {
        System.out.println(
            "ceiling: SKIPPED, there is no nginx here (apt-get install nginx-light)");
        return;
      }
      try (Part proxy = nginx.get()) {
        AttestedConnector connector = connector(folder.resolve("gateway"));
        Callable<EventClient> plain = () -> new EventClient(Client.plain(proxy.port()));
        Callable<EventClient> attested =
            () -> {
              AttestedConnection made = connector.connect("localhost", gateway.port(), PATIENCE);
              return new EventClient(new Client(made::close, made.input(), made.output()));
            };
        for (int offered : new int[] {OFFERED, OFFERED / 10}) {
          round(plain, proxy, offered, WARM_UP / 2, false);
          round(attested, gateway, offered, WARM_UP, true);
          List<Round> first = new ArrayList<>();
          List<Round> second = new ArrayList<>();
          for (int i = 0; i < ROUNDS; i++) {
            first.add(round(plain, proxy, offered, SECONDS, false));
            second.add(round(attested, gateway, offered, SECONDS, true));
          }
          print(offered, first, second);
        }
      }
    }
  }

  private static AttestedConnector connector(Path folder) throws Exception {
    return new AttestedConnector(
        new ChannelPolicy(
            PolicyFile.parse(Files.readString(folder.resolve(HostProcess.POLICY))),
            Optional.empty(),
            false,
            Duration.ofHours(1)),
        Verifier.create(SignatureProvider.fastest().remembering(64), PathCache.ofCapacity(16)),
        InstantSource.system());
  }

  private static Round round(
      Callable<EventClient> opening, Part proxy, int offered, double seconds, boolean ours)
      throws Exception {
    int each = offered / STREAMS;
    byte[] request = EventClient.request(ChunkService.request(each, each));
    LongAdder chunks = new LongAdder();
    List<EventClient> clients = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      clients.add(opening.call());
    }
    double own = proxy.own();
    double children = proxy.children();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      List<Future<?>> streams = new ArrayList<>();
      for (EventClient client : clients) {
        streams.add(
            threads.submit(() -> {
              while (System.nanoTime() - start < seconds * 1e9) {
                client.ask(request, (_, _, _) -> chunks.increment());
              }
              return client;
            }));
      }
      for (Future<?> stream : streams) {
        stream.get();
      }
    }
    double took = (System.nanoTime() - start) / 1e9;
    own = proxy.own() - own;
    children = proxy.children() - children;
    for (EventClient client : clients) {
      client.close();
    }
    double micros = 1e6 / chunks.sum();
    // nginx is a master and a worker; of ours the enclave is below its host.
    return new Round(
        chunks.sum() / took,
        micros * (ours ? children : own + children),
        micros * (ours ? own : 0));
  }

  private static void print(int offered, List<Round> nginx, List<Round> gateway) {
    System.out.printf(
        "ceiling, %d streams, %d chunks/s offered: nginx %.0f/s, %.1f us of processor each, %.0f/s per"
            + " core; gateway's enclave %.0f/s, %.1f us, %.0f/s per core; ratio per core %.2f (target >="
            + " 0.5); with its host, which carries both legs, %.1f us, ratio %.2f%s%n",
        STREAMS,
        offered,
        median(nginx, Round::perSecond),
        median(nginx, Round::proxy),
        1e6 / median(nginx, Round::proxy),
        median(gateway, Round::perSecond),
        median(gateway, Round::proxy),
        1e6 / median(gateway, Round::proxy),
        ratio(nginx, gateway, Round::proxy),
        median(gateway, round -> round.proxy + round.host),
        ratio(nginx, gateway, round -> round.proxy + round.host),
        Folders.load());
  }

  private interface Figure {
    double of(Round round);
  }

  private static double median(List<Round> rounds, Figure figure) {
    return Figures.median(rounds.stream().map(figure::of).toList());
  }

  private static double ratio(List<Round> nginx, List<Round> gateway, Figure figure) {
    return Figures.median(
        IntStream.range(0, nginx.size())
            .mapToObj(i -> figure.of(nginx.get(i)) / figure.of(gateway.get(i)))
            .toList());
  }
}
