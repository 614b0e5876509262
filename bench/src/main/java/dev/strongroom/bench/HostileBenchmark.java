// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeNitro;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What one piece of input costs, from bytes to verdict or refusal, with the fastest provider:
/// where signatures are cheap, everything else shows most.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
public class HostileBenchmark {
  /// What is fed.
  @Param public HostileInput input = HostileInput.GENUINE;

  private Bytes encoded = Bytes.EMPTY;
  private List<TrustAnchor> anchors = List.of();
  private final Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());

  /// Makes the input, which has to be refused unless it is the genuine document.
  @Setup
  public void prepare() {
    FakeNitro vendor = FakeNitro.create();
    encoded = input.make(vendor);
    anchors = List.of(vendor.simulatedAnchor());
    if (judge() != (input == HostileInput.GENUINE || input == HostileInput.COLLIDING_KEYS)) {
      throw new IllegalStateException(input + " isn't judged as it should be");
    }
  }

  /// From bytes to verdict or refusal.
  @Benchmark
  public boolean judge() {
    try {
      return verifier.inspect(Evidence.parse(encoded), anchors, AppraisalTime.archived()).genuine();
    } catch (MalformedEvidenceException e) {
      return false;
    }
  }
}
