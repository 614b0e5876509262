// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.checks.CheckName;
import dev.strongroom.attestation.checks.VerifierCheck;
import dev.strongroom.attestation.x509.PathCheck;
import dev.strongroom.handheld.DocumentTable;
import dev.strongroom.handheld.HandheldPolicy;
import dev.strongroom.handheld.HandheldPolicyFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/// The document's tables against the checks that there are, their sources, and the proofs.
class AppAttestTableTest {
  @Test
  void haveEveryCheckWithItsSource() throws Exception {
    List<CheckName> checks = new ArrayList<>(List.of(AppAttestCheck.values()));
    checks.addAll(List.of(VerifierCheck.values()));
    for (PathCheck.Rule rule : PathCheck.Rule.values()) {
      // Apple publishes no lists: a leaf lives three days.
      if (rule != PathCheck.Rule.REVOCATION) {
        checks.add(new PathCheck("path", rule));
      }
    }
    DocumentTable.of("Apple").lists(checks);
  }

  @Test
  void nameAProofOfEach() throws Exception {
    Map<String, String> mutations = new HashMap<>();
    AppAttestMutationTest.mutations().forEach(m -> mutations.put(m.name(), m.check()));
    for (Arguments wrong : AssertionTest.wrong().toList()) {
      mutations.put("assertion: " + wrong.get()[0], String.valueOf(wrong.get()[4]));
    }
    DocumentTable.of("Apple").proves(mutations);
  }

  @Test
  void haveEveryCheckOfAVerdict() throws Exception {
    DocumentTable table = DocumentTable.of("Apple");
    assertThat(new ForgedAttestation().explain().verdict().checks())
        .extracting(Check::name)
        .allMatch(table::has);
  }

  @Test
  void aPolicyForPhonesOfTheOtherKindIsRefused() throws Exception {
    HandheldPolicy other =
        HandheldPolicyFile.parse(
            """
            {"version": 1, "kind": "android-key", "application": {"ignore": "a test"},
             "bootKey": {"ignore": "a test"}, "bootHash": {"ignore": "a test"},
             "osVersion": {"ignore": "a test"}, "osPatch": {"ignore": "a test"},
             "vendorPatch": {"ignore": "a test"}, "bootPatch": {"ignore": "a test"},
             "purposes": {"ignore": "a test"}, "rollbackResistance": {"ignore": "a test"},
             "userAuthentication": {"ignore": "a test"}, "nonce": {"ignore": "a test"},
             "remoteProvisioning": {"ignore": "a test"}}
            """);
    Verdict verdict = new ForgedAttestation().explain(other).verdict();
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.check("policy.kind").orElseThrow().outcome())
        .isEqualTo(Check.Outcome.FAILED);
  }

  /// Only Apple's servers make use of it.
  @Test
  void nobodyLooksAtTheReceipt() throws Exception {
    Verdict verdict = new ForgedAttestation().explain().verdict();
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.check("platform.receipt").orElseThrow().outcome())
        .isEqualTo(Check.Outcome.NOT_APPLICABLE);
  }
}
