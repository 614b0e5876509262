// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Collects mutations of documents of a test PKI whose root is pinned: every signature is valid, so
/// that only the one rule that a mutation breaks can catch it.
final class FakeTable {
  private final FakeNitro nitro;
  private final List<Mutation> mutations = new ArrayList<>();

  FakeTable(FakeNitro nitro) {
    this.nitro = nitro;
  }

  FakeNitro nitro() {
    return nitro;
  }

  List<Mutation> mutations() {
    return mutations;
  }

  /// Adds a changed document, judged at the PKI's time by a policy that asks nothing but the root.
  void change(String name, Expectation expected, Consumer<FakeDocument> change) {
    change(name, expected, AppraisalTime.at(nitro.time()), change);
  }

  /// Adds a changed document, judged at another time.
  void change(
      String name, Expectation expected, AppraisalTime time, Consumer<FakeDocument> change) {
    FakeDocument document = nitro.document();
    change.accept(document);
    Bytes evidence = document.issue();
    add(name, expected, evidence, LenientPolicy.of(document.anchor()), Challenge.none(), time);
  }

  /// Adds a changed document, judged by a policy that asks more.
  void appraise(
      String name,
      Expectation expected,
      Consumer<FakeDocument> change,
      UnaryOperator<NitroPolicy.Builder> policy,
      Challenge challenge) {
    appraise(name, expected, change, policy, challenge, AppraisalTime.at(nitro.time()));
  }

  /// Adds a changed document, judged by a policy that asks more, at another time.
  void appraise(
      String name,
      Expectation expected,
      Consumer<FakeDocument> change,
      UnaryOperator<NitroPolicy.Builder> policy,
      Challenge challenge,
      AppraisalTime time) {
    FakeDocument document = nitro.document();
    change.accept(document);
    Bytes evidence = document.issue();
    TrustAnchor anchor = document.anchor();
    NitroPolicy built = policy.apply(LenientPolicy.builder(anchor)).build();
    add(name, expected, evidence, built, challenge, time);
  }

  /// Adds a mutation that is made already.
  void add(
      String name,
      Expectation expected,
      Bytes evidence,
      NitroPolicy policy,
      Challenge challenge,
      AppraisalTime time) {
    mutations.add(new Mutation(name, evidence, policy, challenge, time, expected));
  }
}
