// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench;

import com.sun.management.ThreadMXBean;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.util.List;
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

/// Whole verifications of distinct documents, each followed at once by the bare signature
/// operations that it can't do without, prepared as far as can be (keys decoded, messages
/// assembled, one `Signature` object). Both are timed apart, so a machine whose speed drifts
/// doesn't bend the ratio.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 6, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
public class VerifyBenchmark {
  /// What was counted.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Counted {
    /// Documents verified.
    public long documents;

    /// Nanoseconds that took.
    public long documentNanos;

    /// Nanoseconds that the bare signatures took.
    public long bareNanos;

    /// Bytes allocated by verifying documents.
    public long bytes;

    /// Bytes allocated by the bare signatures.
    public long bareBytes;
  }

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// Whose elliptic curves.
  @Param({"jdk", "accp"})
  public String provider = "jdk";

  private List<Bytes> documents = List.of();
  private List<TrustAnchor> anchors = List.of();
  private List<BareSignatures> bare = List.of();
  private Verifier cold = Verifier.create(SignatureProvider.jdk(), PathCache.none());
  private Verifier warm = cold;
  private int next;

  /// Loads the documents and fills the warm cache.
  @Setup
  public void prepare() throws MalformedEvidenceException, GeneralSecurityException {
    SignatureProvider signatures =
        provider.equals("jdk") ? SignatureProvider.jdk() : SignatureProvider.fastest();
    Documents loaded = Documents.load();
    documents = loaded.encoded();
    anchors = loaded.anchors();
    cold = Verifier.create(signatures, PathCache.none());
    warm = Verifier.create(signatures, PathCache.ofCapacity(documents.size()));
    for (Bytes document : documents) {
      if (!verify(warm, document).genuine()) {
        throw new IllegalStateException("a document that isn't genuine");
      }
    }
    bare = BareSignatures.of(documents, signatures);
  }

  /// A document whose path is remembered: leaf certificate and COSE signature.
  @Benchmark
  public void warm(Counted counted) throws MalformedEvidenceException, GeneralSecurityException {
    measure(warm, 2, counted);
  }

  /// A document with an unknown path: four certificates and the COSE signature.
  @Benchmark
  public void cold(Counted counted) throws MalformedEvidenceException, GeneralSecurityException {
    measure(cold, 5, counted);
  }

  private void measure(Verifier verifier, int signatures, Counted counted)
      throws MalformedEvidenceException, GeneralSecurityException {
    next = next + 1 == documents.size() ? 0 : next + 1;
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    boolean genuine = verify(verifier, documents.get(next)).genuine();
    long between = System.nanoTime();
    counted.bytes += THREADS.getCurrentThreadAllocatedBytes() - allocated;
    long bareAllocated = THREADS.getCurrentThreadAllocatedBytes();
    long bareStart = System.nanoTime();
    boolean verified = bare.get(next).verifyLast(signatures);
    long end = System.nanoTime();
    counted.bareBytes += THREADS.getCurrentThreadAllocatedBytes() - bareAllocated;
    if (!genuine || !verified) {
      throw new IllegalStateException("a document that isn't genuine");
    }
    counted.documents++;
    counted.documentNanos += between - start;
    counted.bareNanos += end - bareStart;
  }

  private Verdict verify(Verifier verifier, Bytes document) throws MalformedEvidenceException {
    return verifier.inspect(Evidence.parse(document), anchors, AppraisalTime.archived());
  }
}
