// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/// The same server of models, asked directly and through `strongroom ai`, the attested channel and
/// a gateway with a loopback back end.
///
/// @param name of the profile
/// @param pace tokens a second of each stream; 0: as fast as the model is
/// @param tokens of an answer, at most
/// @param seconds of a round
record TokensReport(String name, double pace, int tokens, double seconds) {
  private static final int ROUNDS = 5;
  private static final double WARM_UP = 12;

  /// The parts whose processor time is told apart.
  private static final List<String> PARTS = List.of("model", "ai", "host", "gateway");

  void run(Path folder) throws Exception {
    try (Part model = Part.java(ModelServer.class, String.valueOf(pace));
        Part gateway = Deployments.gatewayBeside(folder, model.port());
        Part ai = AiEndpoint.start(gateway.port(), folder.resolve(HostProcess.POLICY))) {
      Streams.Clocks clocks =
          () -> List.of(model.own(), ai.own(), gateway.own(), gateway.children());
      Callable<EventClient> direct = () -> EventClient.plain(model.port());
      Callable<EventClient> through = () -> EventClient.plain(ai.port());
      Prompts prompts = new Prompts(tokens);
      for (int streams : new int[] {1, 16, 64}) {
        double apart = pace > 0 ? tokens / pace : 0;
        Streams baseline = new Streams(direct, prompts, streams, apart);
        Streams ours = new Streams(through, prompts, streams, apart);
        baseline.run(WARM_UP / 2, clocks);
        ours.run(WARM_UP, clocks);
        List<Streams.Round> first = new ArrayList<>();
        List<Streams.Round> second = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
          first.add(baseline.run(seconds, clocks));
          second.add(ours.run(seconds, clocks));
        }
        print(streams, first, second);
      }
    }
  }

  private void print(int streams, List<Streams.Round> direct, List<Streams.Round> through) {
    List<Double> ratios =
        IntStream.range(0, direct.size())
            .mapToObj(i -> through.get(i).tokensPerSecond() / direct.get(i).tokensPerSecond())
            .toList();
    System.out.printf(
        "%s, %d stream%s: %.0f tokens/s directly, %.0f through; ratio %.3f (rounds %.3f to %.3f)%s%n",
        name,
        streams,
        streams == 1 ? "" : "s",
        perSecond(direct),
        perSecond(through),
        Figures.median(ratios),
        ratios.stream().min(Double::compare).orElseThrow(),
        ratios.stream().max(Double::compare).orElseThrow(),
        Folders.load());
    List<Long> before = pooled(direct, Streams.Round::first);
    List<Long> after = pooled(through, Streams.Round::first);
    System.out.printf(
        "  first token p50 %.2f -> %.2f ms (added %.2f), p99 %.2f -> %.2f ms, of %d and %d%n",
        Figures.millis(before, 0.5),
        Figures.millis(after, 0.5),
        Figures.millis(after, 0.5) - Figures.millis(before, 0.5),
        Figures.millis(before, 0.99),
        Figures.millis(after, 0.99),
        before.size(),
        after.size());
    List<Long> gaps = pooled(direct, Streams.Round::gaps);
    List<Long> gapsAfter = pooled(through, Streams.Round::gaps);
    System.out.printf(
        "  between tokens p50 %.2f -> %.2f ms, p99 %.2f -> %.2f ms%n",
        Figures.millis(gaps, 0.5),
        Figures.millis(gapsAfter, 0.5),
        Figures.millis(gaps, 0.99),
        Figures.millis(gapsAfter, 0.99));
    System.out.printf(
        "  processor ms for 1000 tokens: directly %s; through %s%n", cpu(direct), cpu(through));
  }

  private static double perSecond(List<Streams.Round> rounds) {
    return Figures.median(rounds.stream().map(Streams.Round::tokensPerSecond).toList());
  }

  private interface Of {
    List<Long> of(Streams.Round round);
  }

  private static List<Long> pooled(List<Streams.Round> rounds, Of part) {
    return rounds.stream().flatMap(round -> part.of(round).stream()).toList();
  }

  private static String cpu(List<Streams.Round> rounds) {
    double tokens = rounds.stream().mapToLong(Streams.Round::tokens).sum() / 1000.0;
    StringBuilder text = new StringBuilder();
    double all = 0;
    for (int i = 0; i < PARTS.size(); i++) {
      int part = i;
      double each =
          1000 * rounds.stream().mapToDouble(round -> round.cpu().get(part)).sum() / tokens;
      all += each;
      text.append(String.format("%s %.0f, ", PARTS.get(i), each));
    }
    return text.append(String.format("all %.0f", all)).toString();
  }
}
