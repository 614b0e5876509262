// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import static dev.strongroom.ledger.fixtures.FakeDeployment.EPOCH_KEY;
import static dev.strongroom.ledger.fixtures.FakeDeployment.LOG_KEY;
import static dev.strongroom.ledger.fixtures.FakeDeployment.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.fixtures.FakeSnp;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.EpochStatement;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.FakeLog;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.witness.WitnessQuorum;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Receipts of enclaves whose evidence states no time, SEV-SNP's and TDX's: judged as of when
/// witnesses saw the checkpoint.
class UndatedEvidenceTest {
  private static final Instant AT = FakeIntel.AT;
  private static final Duration DAY = Duration.ofDays(1);

  /// A made-up machine, its maker's word for a day around [#AT], and the policy that accepts it.
  enum Machine {
    SEV_SNP {
      @Override
      Made make(Bytes bound) {
        FakeSnp amd = FakeSnp.vcek();
        amd.lists.clear();
        amd.lists.add(amd.list(AT.minus(DAY), AT.plus(DAY)));
        amd.put(0x50, bound);
        return new Made(
            amd.issue(),
            amd.endorsements(),
            SnpPolicies.of(SnpPolicies.strict().anchor(FakeSnp.anchor())));
      }
    },
    TDX {
      @Override
      Made make(Bytes bound) {
        FakeIntel intel = FakeIntel.domain();
        intel.lists(AT.minus(DAY), AT.plus(DAY));
        intel.body(520, bound.hex());
        return new Made(
            intel.quote(),
            intel.endorsements(),
            DcapPolicies.tdx(intel.anchor()).requireReportData().build());
      }
    };

    abstract Made make(Bytes bound);
  }

  record Made(Bytes evidence, Endorsements endorsements, AppraisalPolicy policy) {}

  record Case(Receipt receipt, Endorsements endorsements, ReceiptPolicy.Builder policy) {
    List<String> failures() {
      return failures(endorsements, policy.build());
    }

    List<String> failures(Endorsements given, ReceiptPolicy asked) {
      return failures(ReceiptCache.none(), given, asked);
    }

    List<String> failures(ReceiptCache cache, Endorsements given, ReceiptPolicy asked) {
      return Refusals.failures(verdict(cache, given, asked));
    }

    /// Years later: receipts don't age.
    ReceiptVerdict verdict(ReceiptCache cache, Endorsements given, ReceiptPolicy asked) {
      return ReceiptVerifier.create(
              Verifier.create(SignatureProvider.fastest(), PathCache.none()), cache)
          .with(given)
          .explain(receipt, asked, Optional.empty(), AT.plus(Duration.ofDays(2000)));
    }
  }

  private static Case of(Machine machine, Instant cosigned) throws MalformedLedgerException {
    return of(machine, cosigned, Optional.empty());
  }

  private static Case of(Machine machine, Instant cosigned, Optional<Bytes> bound)
      throws MalformedLedgerException {
    return of(machine, List.of(cosigned), bound).getFirst();
  }

  /// The same receipt, cosigned at each of these times.
  private static List<Case> of(Machine machine, List<Instant> cosigned, Optional<Bytes> bound)
      throws MalformedLedgerException {
    FakeLog log = new FakeLog(ORIGIN, LOG_KEY);
    log.fill(77);
    EpochStatement statement = log.statement(EPOCH_KEY);
    Made made = machine.make(bound.orElseGet(statement::binding));
    EpochEntry epoch = EpochEntry.of(statement, made.evidence(), AT);
    log.begin(epoch);
    Map<String, Object> members = new HashMap<>(FakeDeployment.members());
    members.put("time", AT.toString());
    long index = log.add(Entry.of(members), FakeDeployment.SALT);
    log.fill(20);
    ReceiptPolicy.Builder policy =
        ReceiptPolicy.builder()
            .requireLogs(List.of(LOG_KEY.log(ORIGIN)))
            .requireEnclave(made.policy())
            .requireWitnesses(FakeDeployment.quorum(2))
            .ignoreTimestamps("not what this test is about")
            .ignoreTime("not what this test is about");
    List<Case> cases = new ArrayList<>();
    for (Instant time : cosigned) {
      Receipt receipt =
          log.receipt(
              index,
              FakeDeployment.cosigned(log.signed(log.size(), statement, EPOCH_KEY), time),
              epoch);
      cases.add(new Case(receipt, made.endorsements(), policy));
    }
    return cases;
  }

  @ParameterizedTest
  @EnumSource
  void theWitnessesSayWhenItIsJudged(Machine machine) throws Exception {
    Case receipt = of(machine, AT.plusSeconds(60));
    ReceiptVerdict verdict =
        receipt.verdict(ReceiptCache.none(), receipt.endorsements(), receipt.policy().build());
    assertThat(Refusals.failures(verdict)).isEmpty();
    assertThat(verdict.checks())
        .filteredOn(check -> check.name().equals("epoch.evidence"))
        .singleElement()
        .satisfies(check ->
            assertThat(check.detail())
                .contains("judged at the time by which others saw it, 2026-01-15T12:01:02Z"));
    assertThat(verdict.time().notBefore()).isEmpty();
    assertThat(verdict.unproven()).anyMatch(sentence -> sentence.contains("states no time"));
  }

  /// Collateral of another day doesn't hold then, however good it is now.
  @ParameterizedTest
  @EnumSource
  void whatMakersSayHasToHaveHeldThen(Machine machine) throws Exception {
    for (Duration late : List.of(Duration.ofDays(2), Duration.ofDays(-2))) {
      Instant cosigned = AT.plus(late);
      Case receipt = of(machine, cosigned);
      List<String> failures = receipt.failures();
      assertThat(failures).isNotEmpty();
      assertThat(failures.getFirst()).startsWith("epoch.evidence: ");
    }
    Case receipt = of(machine, AT);
    assertThat(receipt.failures(Endorsements.NONE, receipt.policy().build()))
        .singleElement()
        .asString()
        .startsWith("epoch.evidence: ");
  }

  @ParameterizedTest
  @EnumSource
  void withoutAQuorumThereIsNoTimeToJudgeAt(Machine machine) throws Exception {
    Case receipt = of(machine, AT);
    List<String> failures =
        receipt.failures(
            receipt.endorsements(), receipt.policy().requireWitnesses(strangers()).build());
    assertThat(failures).hasSize(2);
    assertThat(failures.getFirst()).startsWith("epoch.evidence: ");
    assertThat(failures.getLast()).isEqualTo("witness.quorum: witness-missing");
  }

  private static WitnessQuorum strangers() {
    return WitnessQuorum.of(1, List.of(TestKey.of("stranger").witness("x.example")));
  }

  @ParameterizedTest
  @EnumSource
  void evidenceOfAnotherEpochIsRefused(Machine machine) throws Exception {
    Case receipt = of(machine, AT, Optional.of(Bytes.fromHex("5a".repeat(64))));
    assertThat(receipt.failures()).contains("epoch.binding: evidence-binds-another-statement");
  }

  /// What was found at one time, or with other endorsements, isn't used for another.
  @Test
  void theCacheKeepsTimesAndEndorsementsApart() throws Exception {
    ReceiptCache cache = ReceiptCache.ofCapacity(16, 16);
    List<Case> seen = of(Machine.TDX, List.of(AT, AT.plus(DAY.multipliedBy(2))), Optional.empty());
    Case receipt = seen.getFirst();
    ReceiptPolicy policy = receipt.policy().build();
    assertThat(receipt.failures(cache, receipt.endorsements(), policy)).isEmpty();
    assertThat(receipt.failures(cache, Endorsements.NONE, policy)).isNotEmpty();
    assertThat(receipt.failures(cache, receipt.endorsements(), policy)).isEmpty();
    // The same evidence under the same policy, but seen when the makers' word was over.
    assertThat(seen.getLast().failures(cache, receipt.endorsements(), policy))
        .isNotEmpty()
        .first()
        .asString()
        .startsWith("epoch.evidence: ");
    assertThat(receipt.failures(cache, receipt.endorsements(), policy)).isEmpty();
  }
}
