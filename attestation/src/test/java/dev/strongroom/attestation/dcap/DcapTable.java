// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.sgx.SgxPolicy;
import dev.strongroom.attestation.tdx.TdxPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Collects mutations.
final class DcapTable {
  private final List<DcapMutation> mutations = new ArrayList<>();

  List<DcapMutation> mutations() {
    return mutations;
  }

  /// A forged quote of a trust domain, judged by a policy that ignores what may be ignored.
  void domain(String name, String expected, Consumer<FakeIntel> change) {
    domain(name, expected, FakeIntel.domain(), change, policy -> policy);
  }

  /// The same, judged by another policy.
  void domain(
      String name,
      String expected,
      FakeIntel fake,
      Consumer<FakeIntel> change,
      UnaryOperator<TdxPolicy.Builder> policy) {
    change.accept(fake);
    forged(name, expected, fake, policy.apply(DcapPolicies.tdx(fake.anchor())).build());
  }

  /// A forged quote of an enclave.
  void enclave(
      String name,
      String expected,
      FakeIntel fake,
      Consumer<FakeIntel> change,
      UnaryOperator<SgxPolicy.Builder> policy) {
    change.accept(fake);
    forged(name, expected, fake, policy.apply(DcapPolicies.sgx(fake.anchor())).build());
  }

  /// A forged quote judged by terms for its platform.
  void terms(
      String name,
      String expected,
      Consumer<FakeIntel> change,
      UnaryOperator<PlatformTerms.Builder> terms) {
    domain(
        name,
        expected,
        FakeIntel.domain(),
        change,
        policy -> policy.platform(terms.apply(DcapPolicies.terms()).build()));
  }

  private void forged(String name, String expected, FakeIntel fake, AppraisalPolicy policy) {
    Bytes quote = fake.quote();
    add(
        name,
        expected,
        quote,
        fake.endorsements(),
        policy,
        Challenge.none(),
        AppraisalTime.at(FakeIntel.AT));
  }

  /// Any quote at any time.
  void add(
      String name,
      String expected,
      Bytes quote,
      Endorsements endorsements,
      AppraisalPolicy policy,
      Challenge challenge,
      AppraisalTime time) {
    mutations.add(new DcapMutation(name, quote, endorsements, policy, challenge, time, expected));
  }

  /// Any quote at an instant.
  void add(
      String name,
      String expected,
      Bytes quote,
      Endorsements endorsements,
      AppraisalPolicy policy,
      Instant at) {
    add(name, expected, quote, endorsements, policy, Challenge.none(), AppraisalTime.at(at));
  }
}
