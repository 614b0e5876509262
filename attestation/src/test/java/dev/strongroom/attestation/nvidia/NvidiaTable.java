// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.nitro.Expectation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Collects mutations of evidence of a test PKI whose roots are pinned: every signature is valid,
/// so that only the one rule that a mutation breaks can catch it.
final class NvidiaTable {
  static final FakeNvidia NVIDIA = new FakeNvidia().issued();

  private final List<NvidiaMutation> mutations = new ArrayList<>();

  List<NvidiaMutation> mutations() {
    return mutations;
  }

  static NvidiaPolicyBuilder lenient(EvidenceKind kind) {
    return NvidiaPolicies.lenient(kind)
        .anchor(NVIDIA.anchor())
        .manifestAnchor(FakeManifest.anchor());
  }

  /// Demands both manifests.
  static NvidiaPolicyBuilder measured() {
    return lenient(EvidenceKind.NVIDIA_GPU).requireDriverManifest().requireVbiosManifest();
  }

  /// Nothing is said of what isn't known about revocation.
  static NvidiaPolicyBuilder revocable() {
    return NvidiaPolicies.strict(EvidenceKind.NVIDIA_GPU)
        .anchor(NVIDIA.anchor())
        .manifestAnchor(FakeManifest.anchor())
        .ignoreNonce("test")
        .ignoreDriverManifest("test")
        .ignoreVbiosManifest("test");
  }

  static Endorsements endorsements(List<Item> items) {
    return new Endorsements(items);
  }

  /// Adds a changed GPU, as an item of the SDK's list.
  void gpu(String name, Expectation expected, Consumer<FakeDevice> change) {
    FakeDevice gpu = NVIDIA.gpu(0);
    change.accept(gpu);
    add(name, FakeNvidia.list(gpu), expected);
  }

  /// Adds the unchanged GPU under other endorsements.
  void endorsed(String name, NvidiaPolicyBuilder policy, Expectation expected, List<Item> items) {
    endorsed(name, NVIDIA.gpu(0), policy, expected, items);
  }

  void endorsed(
      String name,
      FakeDevice gpu,
      NvidiaPolicyBuilder policy,
      Expectation expected,
      List<Item> items) {
    add(name, FakeNvidia.list(gpu), endorsements(items), policy.build(), expected);
  }

  /// Adds evidence that is judged by a policy that asks nothing.
  void add(String name, Bytes evidence, Expectation expected) {
    add(name, evidence, Endorsements.NONE, lenient(EvidenceKind.NVIDIA_GPU).build(), expected);
  }

  void add(
      String name,
      Bytes evidence,
      Endorsements endorsements,
      AppraisalPolicy policy,
      Expectation expected) {
    add(
        name,
        evidence,
        endorsements,
        policy,
        Challenge.none(),
        AppraisalTime.at(FakeNvidia.TIME),
        expected);
  }

  void add(
      String name,
      Bytes evidence,
      Endorsements endorsements,
      AppraisalPolicy policy,
      Challenge challenge,
      AppraisalTime time,
      Expectation expected) {
    mutations.add(
        new NvidiaMutation(name, evidence, endorsements, policy, challenge, time, expected));
  }
}
