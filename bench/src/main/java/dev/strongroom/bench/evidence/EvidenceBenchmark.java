// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.evidence;

import com.sun.management.ThreadMXBean;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A whole verification from bytes to an accepting verdict, warm and cold, each followed at once by
/// the signatures that it took and nothing else. All are timed apart, so a machine whose speed
/// drifts doesn't bend the ratio.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
public class EvidenceBenchmark {
  /// Paths that the warm cache has room for.
  static final int CAPACITY = 64;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// What was counted.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Counted {
    /// Verifications of either sort.
    public long rounds;

    /// Nanoseconds of the warm ones.
    public long warmNanos;

    /// Nanoseconds of their signatures.
    public long warmBareNanos;

    /// Nanoseconds of the cold ones.
    public long coldNanos;

    /// Nanoseconds of their signatures.
    public long coldBareNanos;

    /// Bytes that the warm ones allocated.
    public long warmBytes;

    /// Signatures of all the warm ones.
    public long warmSignatures;

    /// Signatures of all the cold ones, each once.
    public long coldSignatures;
  }

  /// Whose primitives.
  @Param({"jdk", "accp"})
  public String provider = "jdk";

  /// What is verified.
  @Param public SampleKind kind = SampleKind.SNP;

  private Sample sample = Samples.load(SampleKind.SNP);
  private Verifier warm = Verifier.create(SignatureProvider.jdk(), PathCache.none());
  private Verifier cold = warm;
  private BareOperations warmBare = BareOperations.NONE;
  private BareOperations coldBare = BareOperations.NONE;

  /// Loads the sample, fills the warm cache and notes the signatures.
  @Setup
  public void prepare() throws GeneralSecurityException {
    SignatureProvider signatures =
        provider.equals("jdk") ? SignatureProvider.jdk() : SignatureProvider.fastest();
    sample = Samples.load(kind);
    warm = Verifier.create(signatures, PathCache.ofCapacity(CAPACITY));
    cold = Verifier.create(signatures, PathCache.none());
    sample.accept(warm);
    warmBare = BareOperations.warm(sample, signatures, CAPACITY);
    coldBare = BareOperations.cold(sample, signatures);
  }

  /// One of each.
  @Benchmark
  public void verify(Counted counted) throws GeneralSecurityException {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    sample.accept(warm);
    long warmEnd = System.nanoTime();
    counted.warmBytes += THREADS.getCurrentThreadAllocatedBytes() - allocated;
    long bareStart = System.nanoTime();
    warmBare.verify();
    long bareEnd = System.nanoTime();
    sample.accept(cold);
    long coldEnd = System.nanoTime();
    coldBare.verify();
    long end = System.nanoTime();
    counted.rounds++;
    counted.warmNanos += warmEnd - start;
    counted.warmBareNanos += bareEnd - bareStart;
    counted.coldNanos += coldEnd - bareEnd;
    counted.coldBareNanos += end - coldEnd;
    counted.warmSignatures += warmBare.count();
    counted.coldSignatures += coldBare.count();
  }
}
