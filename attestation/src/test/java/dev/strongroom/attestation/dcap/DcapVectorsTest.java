// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.DcapVectors;
import dev.strongroom.attestation.fixtures.DcapVectors.Case;
import dev.strongroom.attestation.fixtures.DcapVectors.Sample;
import dev.strongroom.attestation.fixtures.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Real quotes, and some that go wrong: each comes out as its manifest says, field by field.
class DcapVectorsTest {
  private static final List<String> KINDS = List.of("tdx", "sgx");

  /// What the manifest says in prose, as check and reason.
  private static final Map<String, String> REASONS =
      Map.of(
          "v4-uptodate-phala@expired-collateral", "pck.revocation endorsement-out-of-date",
          "v4-uptodate-phala@wrong-fmspc", "tcb-info.platform endorsement-differs",
          "v3-eppid-no-pck", "pck.chain endorsement-missing",
          "intel-sample-with-real-root", "pck.root untrusted-root");

  private final Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());

  @TestFactory
  Stream<DynamicTest> comesOutAsKnown() {
    return KINDS.stream()
        .flatMap(kind ->
            DcapVectors.find(kind)
                .map(vectors ->
                    vectors.cases().stream()
                        .map(one -> DynamicTest.dynamicTest(one.id(), () -> check(one))))
                .orElseGet(() -> absent(kind)));
  }

  @TestFactory
  Stream<DynamicTest> readsTheFieldsThatAreKnown() {
    return KINDS.stream()
        .flatMap(kind ->
            DcapVectors.find(kind)
                .map(vectors ->
                    vectors.quotes().stream()
                        .map(one -> DynamicTest.dynamicTest(one.name(), () -> fields(one))))
                .orElseGet(() -> absent(kind)));
  }

  private static Stream<DynamicTest> absent(String kind) {
    String message = "NOT TESTED: no samples of " + kind + " in " + Vectors.directory();
    return Stream.of(
        DynamicTest.dynamicTest(
            kind,
            () -> {
              System.err.println(message);
              Assumptions.abort(message);
            }));
  }

  private void check(Case one) throws Exception {
    Evidence evidence = Evidence.parse(one.evidence());
    Verdict strict = judge(one, evidence, true);
    List<String> failures =
        strict.checks().stream()
            .filter(check -> check.reason() != null)
            .map(check -> check.name() + " " + check.reason().code())
            .toList();
    for (Map.Entry<?, ?> field : one.expected().entrySet()) {
      String name = (String) field.getKey();
      Object wanted = field.getValue();
      switch (name) {
        case "strict_verdict" ->
            assertThat(strict.accepted())
                .as("%s: %s", name, failures)
                .isEqualTo("accept".equals(wanted));
        case "lenient_verdict" -> {
          Verdict lenient = judge(one, evidence, false);
          assertThat(lenient.accepted())
              .as("%s: %s", name, lenient.firstFailure())
              .isEqualTo("accept".equals(wanted));
        }
        case "all_signatures" ->
            assertThat(strict.genuine()).as(failures.toString()).isEqualTo(wanted);
        case "quote_signature" -> assertThat(passed(strict, "quote.signature")).isEqualTo(wanted);
        case "collateral_in_window" ->
            assertThat(
                    passed(strict, "tcb-info.validity")
                        && passed(strict, "qe-identity.validity")
                        && passed(strict, "pck.revocation"))
                .isEqualTo(wanted);
        case "pck_revoked" -> assertThat(passed(strict, "pck.revocation")).isNotEqualTo(wanted);
        case "platform_tcb" -> assertThat(status(strict, "platform.tcb")).isEqualTo(label(wanted));
        case "tdx_module" -> assertThat(status(strict, "platform.module")).isEqualTo(label(wanted));
        case "qe_identity" -> assertThat(status(strict, "platform.qe")).isEqualTo(label(wanted));
        case "converged_tcb" ->
            assertThat(strict.platformStatus().toString())
                .isEqualTo(wanted == null ? "unknown" : label(wanted));
        case "advisories" ->
            assertThat(strict.advisories()).isEqualTo(wanted == null ? List.of() : wanted);
        case "debug" -> assertThat(failures.contains("policy.debug debug-mode")).isEqualTo(wanted);
        case "reason" -> {
          String known = REASONS.get(one.id());
          assertThat(failures).isNotEmpty();
          if (known != null) {
            assertThat(failures.getFirst()).isEqualTo(known);
          }
        }
        case "replay_matches" -> replay(one, evidence, (Map<?, ?>) wanted);
        case "events_extended" ->
            assertThat(log(one, evidence).events()).hasSize(((Number) wanted).intValue());
        case "report_data_prefix" ->
            assertThat(((DcapQuote) evidence).body().reportData().hex())
                .startsWith((String) wanted);
        default -> throw new AssertionError("a field that nothing compares: " + name);
      }
    }
  }

  private Verdict judge(Case one, Evidence evidence, boolean strict) {
    PlatformTerms terms = (strict ? DcapPolicies.terms() : DcapPolicies.lenientTerms()).build();
    Verdict verdict =
        verifier.explain(
            evidence,
            one.endorsements(),
            DcapPolicies.of(evidence.kind(), one.anchor(), terms),
            Challenge.none(),
            AppraisalTime.at(one.at()));
    assertThat(verdict.checks())
        .extracting(Check::name)
        .as("each check has a name of its own")
        .doesNotHaveDuplicates();
    return verdict;
  }

  private static boolean passed(Verdict verdict, String name) {
    return verdict.check(name).filter(check -> check.outcome() == Outcome.PASSED).isPresent();
  }

  /// What a check of a level says, without advisories; null where no level was found.
  private static @Nullable String status(Verdict verdict, String name) {
    return verdict
        .check(name)
        .filter(check -> check.outcome() == Outcome.PASSED)
        .map(check -> check.detail().split(",", 2)[0])
        .orElse(null);
  }

  /// Intel's word for a status as ours.
  private static @Nullable String label(@Nullable Object intel) {
    return intel == null
        ? null
        : switch ((String) intel) {
          case "UpToDate" -> "up-to-date";
          case "SWHardeningNeeded" -> "sw-hardening-needed";
          case "ConfigurationNeeded" -> "configuration-needed";
          case "ConfigurationAndSWHardeningNeeded" -> "configuration-and-sw-hardening-needed";
          case "OutOfDate" -> "out-of-date";
          case "OutOfDateConfigurationNeeded" -> "out-of-date-configuration-needed";
          case "TDRelaunchAdvised" -> "relaunch-advised";
          case "TDRelaunchAdvisedConfigurationNeeded" -> "relaunch-advised-configuration-needed";
          case "Revoked" -> "revoked";
          default -> throw new AssertionError(intel);
        };
  }

  private static EventLog log(Case one, Evidence evidence) throws Exception {
    List<Bytes> logs = new ArrayList<>();
    ((DcapQuote) evidence).eventLog().ifPresent(logs::add);
    logs.addAll(one.endorsements().of(Endorsements.Type.EVENT_LOG));
    return EventLog.parse(logs.getFirst());
  }

  private static void replay(Case one, Evidence evidence, Map<?, ?> wanted) throws Exception {
    EventLog log = log(one, evidence);
    TdReport report = (TdReport) ((DcapQuote) evidence).body();
    for (int i = 0; i < TdReport.REGISTERS; i++) {
      assertThat(log.replay().get(i).equals(report.register(i)))
          .as("RTMR%d", i)
          .isEqualTo(wanted.get("rtmr" + i));
    }
    assertThat(log.contradiction(report.registers())).isEqualTo(Optional.empty());
  }

  private static void fields(Sample sample) throws Exception {
    DcapQuote quote = (DcapQuote) Evidence.parse(sample.content());
    int compared = 0;
    for (Map.Entry<?, ?> field : sample.fields().entrySet()) {
      Object found = Fields.of(quote, (String) field.getKey());
      if (found != null) {
        compared++;
        assertThat(found.toString())
            .as("%s", field.getKey())
            .isEqualTo(String.valueOf(field.getValue()));
      }
    }
    assertThat(compared).isGreaterThan(9);
  }
}
