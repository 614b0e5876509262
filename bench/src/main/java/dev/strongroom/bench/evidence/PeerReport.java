// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.evidence;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.DcapVectors;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Quotes per second, ours and `@phala/dcap-qvl`'s, in alternate rounds of one thread each.
final class PeerReport {
  private static final int ROUNDS = 6;
  private static final int SECONDS = 2;
  private static final double NANOS = 1e9;

  /// A quote with the one sort of collateral that both read.
  private record Pair(SampleKind kind, String quote, String collateral, Instant at) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(
              SampleKind.TDX_V4,
              "quotes/v4-uptodate-phala.bin",
              "collateral/phala-tdx-2025-06.json",
              Instant.parse("2025-06-25T00:00:00Z")),
          new Pair(
              SampleKind.TDX_V5,
              "quotes/v5-uptodate.bin",
              "collateral/phala-tdx-2026-02.json",
              Instant.parse("2026-02-25T00:00:00Z")));

  private PeerReport() {}

  static void run() throws IOException, InterruptedException {
    Optional<Peer> started = Peer.start();
    if (started.isEmpty()) {
      System.out.println("\n@phala/dcap-qvl needs node, npm and its registry: left out");
      return;
    }
    try (Peer peer = started.get()) {
      System.out.printf(
          "%n%-30s %10s %10s %7s %10s %7s%n",
          "(target: warm ratio ≥ 20)", "dcap-qvl/s", "ours warm", "ratio", "ours cold", "ratio");
      for (Pair pair : PAIRS) {
        row(pair, peer);
      }
    }
  }

  /// The first round warms both up. Medians.
  private static void row(Pair pair, Peer peer) throws IOException {
    DcapVectors vectors = DcapVectors.find("tdx").orElseThrow();
    Bytes quote = vectors.file(pair.quote());
    Bytes collateral = vectors.file(pair.collateral());
    Sample sample = Samples.load(pair.kind());
    SignatureProvider signatures = SignatureProvider.fastest();
    Verifier warm = Verifier.create(signatures, PathCache.ofCapacity(EvidenceBenchmark.CAPACITY));
    Verifier cold = Verifier.create(signatures, PathCache.none());
    List<Double> theirs = new ArrayList<>();
    List<Double> ourWarm = new ArrayList<>();
    List<Double> ourCold = new ArrayList<>();
    for (int round = 0; round <= ROUNDS; round++) {
      double their = peer.rate(quote, collateral, pair.at(), SECONDS);
      double ownWarm = rate(sample, warm);
      double ownCold = rate(sample, cold);
      if (round > 0) {
        theirs.add(their);
        ourWarm.add(ownWarm);
        ourCold.add(ownCold);
      }
    }
    System.out.printf(
        "%-30s %10.1f %10.0f %7.0f %10.0f %7.0f%n",
        pair.kind().words() + ", " + signatures.name().replace("AmazonCorretto", "Corretto "),
        median(theirs),
        median(ourWarm),
        median(ourWarm) / median(theirs),
        median(ourCold),
        median(ourCold) / median(theirs));
  }

  private static double rate(Sample sample, Verifier verifier) {
    long start = System.nanoTime();
    long now = start;
    int count = 0;
    while (now - start < SECONDS * NANOS) {
      sample.accept(verifier);
      count++;
      now = System.nanoTime();
    }
    return count * NANOS / (now - start);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }
}
