// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.nitro.FakeMutations;
import dev.strongroom.attestation.nitro.GenuineMutations;
import dev.strongroom.attestation.nitro.Mutation;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.Verdicts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Remembered paths save work and change nothing else.
class PathCacheTest {
  private static final FakeNitro NITRO = FakeNitro.create();
  private static final NitroPolicy POLICY = LenientPolicy.of(NITRO.anchor());
  private static final int COLD = 5;
  private static final int WARM = 2;

  private final CountingProvider counting = new CountingProvider(Providers.fastest());

  private Verifier verifier(PathCache cache) {
    return Verifier.create(SignatureProvider.of(counting), cache);
  }

  /// How many signatures it takes to judge `evidence`.
  private int cost(Verifier verifier, Bytes evidence, boolean accepted) throws Exception {
    int before = counting.verified();
    Verdict verdict = explain(verifier, evidence, POLICY, AppraisalTime.at(NITRO.time()));
    assertThat(verdict.accepted()).as("%s", Verdicts.failures(verdict)).isEqualTo(accepted);
    return counting.verified() - before;
  }

  private static Verdict explain(
      Verifier verifier, Bytes evidence, NitroPolicy policy, AppraisalTime time) throws Exception {
    return verifier.explain(NitroDocument.parse(evidence), policy, Challenge.none(), time);
  }

  @Test
  void theFirstDocumentCostsFiveSignaturesTheNextTwo() throws Exception {
    Verifier verifier = verifier(PathCache.ofCapacity(4));
    List<Bytes> documents = NITRO.distinct(3);
    assertThat(cost(verifier, documents.get(0), true)).isEqualTo(COLD);
    assertThat(cost(verifier, documents.get(1), true)).isEqualTo(WARM);
    assertThat(cost(verifier, documents.get(2), true)).isEqualTo(WARM);
    assertThat(cost(verifier, documents.get(0), true)).isEqualTo(WARM);
  }

  @Test
  void anotherEnclaveOfTheSameInstanceIsWarmToo() throws Exception {
    Verifier verifier = verifier(PathCache.ofCapacity(4));
    cost(verifier, NITRO.document().issue(), true);
    FakeDocument sibling = NITRO.document();
    String moduleId = FakeNitro.instanceId(0) + "-enc00000000000beef0";
    sibling.chain().leaf().keys(FakeNitro.p384()).subject(FakeNitro.leafName(moduleId));
    sibling.content().text("module_id", moduleId);
    assertThat(cost(verifier, sibling.issue(), true)).isEqualTo(WARM);
  }

  @Test
  void withoutMemoryEachDocumentCostsFive() throws Exception {
    for (PathCache cache : List.of(PathCache.none(), PathCache.ofCapacity(0))) {
      Verifier verifier = verifier(cache);
      Bytes document = NITRO.document().issue();
      assertThat(cost(verifier, document, true)).isEqualTo(COLD);
      assertThat(cost(verifier, document, true)).isEqualTo(COLD);
    }
  }

  @Test
  void capacityIsKeptAndTheLeastUsedIsForgotten() throws Exception {
    Verifier verifier = verifier(PathCache.ofCapacity(2));
    List<Bytes> instances = NITRO.distinctChains(3);
    Bytes a = instances.get(0);
    Bytes b = instances.get(1);
    Bytes c = instances.get(2);
    assertThat(cost(verifier, a, true)).isEqualTo(COLD);
    assertThat(cost(verifier, b, true)).isEqualTo(COLD);
    assertThat(cost(verifier, a, true)).as("a is used again").isEqualTo(WARM);
    assertThat(cost(verifier, c, true)).as("b makes room").isEqualTo(COLD);
    assertThat(cost(verifier, a, true)).isEqualTo(WARM);
    assertThat(cost(verifier, c, true)).isEqualTo(WARM);
    assertThat(cost(verifier, b, true)).isEqualTo(COLD);
  }

  @Test
  void capacityBelowZeroIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> PathCache.ofCapacity(-1));
  }

  @Test
  void aPathWithABadSignatureIsNotRemembered() throws Exception {
    for (int position = 1; position < COLD; position++) {
      Verifier verifier = verifier(PathCache.ofCapacity(4));
      FakeDocument document = NITRO.document();
      document.chain().at(position).signer(FakeNitro.p384());
      Bytes evidence = document.issue();
      int first = cost(verifier, evidence, false);
      assertThat(first).as("up to the bad one, and the document's").isEqualTo(position + 1);
      assertThat(cost(verifier, evidence, false)).isEqualTo(first);
    }
  }

  /// The authorities are good and the leaf isn't: they aren't remembered either.
  @Test
  void goodAuthoritiesOfARefusedPathAreNotRemembered() throws Exception {
    Verifier verifier = verifier(PathCache.ofCapacity(4));
    FakeDocument document = NITRO.document();
    document.chain().leaf().signer(FakeNitro.p384());
    cost(verifier, document.issue(), false);
    assertThat(cost(verifier, NITRO.document().issue(), true)).isEqualTo(COLD);
  }

  @Test
  void aPathUnderARootThatIsNotPinnedIsNotRemembered() throws Exception {
    Verifier verifier = verifier(PathCache.ofCapacity(4));
    FakeNitro stranger = FakeNitro.create();
    assertThat(cost(verifier, stranger.document().issue(), false))
        .as("the document's own signature only")
        .isEqualTo(1);
    int before = counting.verified();
    Verdict pinned =
        explain(
            verifier,
            stranger.document().issue(),
            LenientPolicy.of(stranger.anchor()),
            AppraisalTime.at(stranger.time()));
    assertThat(pinned.accepted()).isTrue();
    assertThat(counting.verified() - before).isEqualTo(COLD);
  }

  @Test
  void aPathOfWrongStructureIsNotRemembered() throws Exception {
    Verifier verifier = verifier(PathCache.ofCapacity(4));
    FakeDocument document = NITRO.document();
    document.chain().at(2).notCa(true);
    Bytes evidence = document.issue();
    assertThat(cost(verifier, evidence, false)).isEqualTo(1);
    assertThat(cost(verifier, evidence, false)).isEqualTo(1);
  }

  @Test
  void datesAreCheckedAnew() throws Exception {
    Verifier verifier = verifier(PathCache.ofCapacity(4));
    Bytes evidence = NITRO.document().issue();
    cost(verifier, evidence, true);
    // Leaf, instance, zonal and regional CA end one after the other; the root in 2049.
    for (Duration later :
        List.of(
            Duration.ofHours(4), Duration.ofDays(2), Duration.ofDays(10), Duration.ofDays(30))) {
      Verdict verdict =
          explain(verifier, evidence, POLICY, AppraisalTime.at(NITRO.time().plus(later)));
      assertThat(Verdicts.failures(verdict)).containsExactly("path.validity expired");
    }
    Verdict early =
        explain(
            verifier,
            evidence,
            LenientPolicy.of(NITRO.anchor()),
            AppraisalTime.at(NITRO.time().minusSeconds(30)));
    assertThat(Verdicts.failures(early)).containsExactly("path.validity not-yet-valid");
  }

  @Test
  void whetherARootIsTrustedIsAskedAnew() throws Exception {
    Verifier verifier = verifier(PathCache.ofCapacity(4));
    Bytes evidence = NITRO.document().issue();
    cost(verifier, evidence, true);
    AppraisalTime time = AppraisalTime.at(NITRO.time());
    Verdict other = explain(verifier, evidence, LenientPolicy.of(NitroPolicy.AWS_ROOT_G1), time);
    assertThat(Verdicts.failures(other))
        .containsExactly("path.root untrusted-root", "path.signatures unverifiable");
    Verdict simulated =
        explain(verifier, evidence, LenientPolicy.of(NITRO.simulatedAnchor()), time);
    assertThat(simulated.accepted()).isTrue();
    assertThat(simulated.simulated()).as("what was remembered isn't labelled").isTrue();
    assertThat(explain(verifier, evidence, POLICY, time).simulated()).isFalse();
  }

  @Test
  void verdictsDoNotDependOnWhatIsRemembered() {
    sameColdAndWarm(FakeMutations.all());
  }

  @Test
  void verdictsOfGenuineMutationsDoNotDependOnWhatIsRemembered() throws Exception {
    sameColdAndWarm(GenuineMutations.all());
  }

  private static void sameColdAndWarm(List<Mutation> all) {
    Verifier cold = Verifier.create(SignatureProvider.fastest(), PathCache.none());
    Verifier warm = Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(1000));
    for (Mutation mutation : all) {
      mutation.explain(warm);
    }
    for (Mutation mutation : all) {
      assertThat(mutation.explain(warm).map(Verdicts::all))
          .as(mutation.name())
          .isEqualTo(mutation.explain(cold).map(Verdicts::all));
    }
  }

  @Test
  void manyThreadsComeToTheSameVerdicts() throws Exception {
    // Fewer places than paths, so that threads forget what others are about to use.
    Verifier verifier = verifier(PathCache.ofCapacity(2));
    List<Bytes> documents = new ArrayList<>(NITRO.distinctChains(3));
    documents.addAll(NITRO.distinct(2));
    FakeDocument bad = NITRO.document();
    bad.chain().at(3).signer(FakeNitro.p384());
    documents.add(bad.issue());
    List<Callable<List<Boolean>>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 32; thread++) {
      int start = thread;
      tasks.add(() -> {
        List<Boolean> accepted = new ArrayList<>();
        for (int n = 0; n < documents.size(); n++) {
          Bytes evidence = documents.get((start + n) % documents.size());
          AppraisalTime time = AppraisalTime.at(NITRO.time());
          accepted.add(explain(verifier, evidence, POLICY, time).accepted());
        }
        return accepted;
      });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Boolean>>> results = threads.invokeAll(tasks);
      for (int thread = 0; thread < results.size(); thread++) {
        List<Boolean> accepted = results.get(thread).get();
        for (int n = 0; n < accepted.size(); n++) {
          boolean good = (thread + n) % documents.size() != documents.size() - 1;
          assertThat(accepted.get(n)).as("thread %s, step %s", thread, n).isEqualTo(good);
        }
      }
    }
  }
}
