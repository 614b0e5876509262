// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.fixtures.FakeSnp;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.attestation.nitro.Expectation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Collects mutations of reports under a test root that is pinned: every signature is valid unless
/// it is what was changed, so that only the one rule that a mutation breaks can catch it.
final class SnpTable {
  private static final String WHY = "not what this mutation is about";

  private final List<SnpMutation> mutations = new ArrayList<>();

  List<SnpMutation> mutations() {
    return mutations;
  }

  /// A report that isn't well-formed: changed before it is signed, and afterwards.
  void malformed(
      String name, String code, Consumer<FakeSnp> change, UnaryOperator<Bytes> afterwards) {
    FakeSnp fake = FakeSnp.vcek();
    change.accept(fake);
    add(
        name,
        afterwards.apply(fake.issue()),
        Endorsements.NONE,
        SnpPolicies.strict(),
        Challenge.none(),
        Expectation.malformed(code));
  }

  /// A chip's report, judged by a policy that has nothing but its defaults.
  void chip(String name, Expectation expected, Consumer<FakeSnp> change) {
    change(name, expected, FakeSnp.vcek(), change, UnaryOperator.identity(), b -> b);
  }

  /// A report by a leased key, judged by a policy that accepts any provider.
  void leased(String name, Expectation expected, Consumer<FakeSnp> change) {
    change(
        name,
        expected,
        FakeSnp.vlek(),
        change,
        UnaryOperator.identity(),
        b -> b.ignoreProvider(WHY));
  }

  /// A chip's report, changed after it was signed.
  void afterwards(String name, Expectation expected, UnaryOperator<Bytes> afterwards) {
    change(name, expected, FakeSnp.vcek(), fake -> {}, afterwards, b -> b);
  }

  /// A chip's report, judged by a policy that asks more or less.
  void policy(
      String name,
      Expectation expected,
      Consumer<FakeSnp> change,
      UnaryOperator<SnpRequirementsBuilder> policy) {
    change(name, expected, FakeSnp.vcek(), change, UnaryOperator.identity(), policy);
  }

  /// Any change of any report.
  void change(
      String name,
      Expectation expected,
      FakeSnp fake,
      Consumer<FakeSnp> change,
      UnaryOperator<Bytes> afterwards,
      UnaryOperator<SnpRequirementsBuilder> policy) {
    change.accept(fake);
    add(
        name,
        afterwards.apply(fake.issue()),
        fake.endorsements(),
        policy.apply(SnpPolicies.strict()),
        Challenge.none(),
        expected);
  }

  /// Adds a mutation that is made already.
  void add(
      String name,
      Bytes evidence,
      Endorsements endorsements,
      SnpRequirementsBuilder requirements,
      Challenge challenge,
      Expectation expected) {
    mutations.add(
        new SnpMutation(
            name,
            evidence,
            endorsements,
            SnpPolicies.of(requirements.anchor(FakeSnp.anchor())),
            challenge,
            AppraisalTime.at(FakeSnp.TIME),
            expected));
  }

  /// Adds a mutation of any sort.
  void add(SnpMutation mutation) {
    mutations.add(mutation);
  }
}
