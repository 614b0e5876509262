// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.image.Sha384;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// The policy of a launch accepts a quote of this launch, and refuses each other one by the check
/// that is about the difference. The quotes are a test PKI's.
class TdxPolicyDraftTest {
  // In a quote's body:
  private static final int ATTRIBUTES = 120;
  private static final int MRTD = 136;
  private static final int MRCONFIGID = 184;
  private static final int MROWNER = 232;
  private static final int MROWNERCONFIG = 280;
  private static final int RTMR0 = 328;
  private static final int RTMR1 = 376;
  private static final int RTMR2 = 424;
  private static final int RTMR3 = 472;
  private static final int REPORT_DATA = 520;

  private static final Bytes A = Sha384.of(Bytes.utf8("a"));
  private static final String OTHER = "77".repeat(48);
  private static final TdxPlatforms CURRENT =
      new TdxPlatforms(17, List.of(), List.of(), List.of(), List.of());

  private final Verifier verifier =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4));
  private final TdxLaunch launch;

  TdxPolicyDraftTest() throws MalformedFirmwareException {
    launch = new TdxLaunch(TdxFirmware.of(MadeTdxFirmware.good().done()), new EfiBoot(A, A, A));
  }

  @Test
  void acceptsThisLaunchAndNoOther() throws Exception {
    TdxPolicyDraft draft = new TdxPolicyDraft("app.eif", launch, Optional.empty(), CURRENT);
    assertThat(failures(draft, quote -> {})).isEmpty();
    assertThat(failures(draft, quote -> quote.body(RTMR0, OTHER))).isEmpty();
    assertThat(failures(draft, quote -> quote.body(MRTD, OTHER))).containsExactly("policy.mrtd");
    assertThat(failures(draft, quote -> quote.body(RTMR1, OTHER))).containsExactly("policy.rtmr1");
    assertThat(failures(draft, quote -> quote.body(RTMR2, OTHER))).containsExactly("policy.rtmr2");
    assertThat(failures(draft, quote -> quote.body(RTMR3, OTHER))).containsExactly("policy.rtmr3");
    assertThat(failures(draft, quote -> quote.body(MRCONFIGID, OTHER)))
        .containsExactly("policy.mrconfigid");
    assertThat(failures(draft, quote -> quote.body(MROWNER, OTHER)))
        .containsExactly("policy.mrowner");
    assertThat(failures(draft, quote -> quote.body(MROWNERCONFIG, OTHER)))
        .containsExactly("policy.mrownerconfig");
    assertThat(failures(draft, quote -> quote.body(ATTRIBUTES, "0100001000000000")))
        .containsExactly("policy.debug");
    assertThat(failures(draft, quote -> quote.body(ATTRIBUTES, "0000000000000000")))
        .containsExactly("policy.sept-ve");
    assertThat(failures(draft, quote -> quote.body(REPORT_DATA, "cd")))
        .containsExactly("policy.report-data");
  }

  @Test
  void pinsWhatTheHostMadeIfSomebodyKnowsIt() throws Exception {
    TdxPolicyDraft draft =
        new TdxPolicyDraft("app.eif", launch, Optional.of(Bytes.fromHex(OTHER)), CURRENT);
    assertThat(failures(draft, quote -> quote.body(RTMR0, OTHER))).isEmpty();
    assertThat(failures(draft, quote -> {})).containsExactly("policy.rtmr0");
  }

  @Test
  void saysWhichPlatformsAreMeant() throws Exception {
    assertThat(
            failures(
                draft(new TdxPlatforms(18, List.of(), List.of(), List.of(), List.of())),
                quote -> {}))
        .containsExactly("policy.evaluation");
    assertThat(
            failures(
                draft(
                    new TdxPlatforms(17, List.of("ffffffffffff"), List.of(), List.of(), List.of())),
                quote -> {}))
        .containsExactly("policy.fmspc");
    assertThat(
            failures(
                draft(
                    new TdxPlatforms(
                        17, List.of(), List.of("ff".repeat(16)), List.of(), List.of())),
                quote -> {}))
        .containsExactly("policy.ppid");
    Consumer<FakeIntel> hardening = quote -> quote.tcbInfo("\"UpToDate\"", "\"SWHardeningNeeded\"");
    assertThat(failures(draft(CURRENT), hardening)).containsExactly("policy.status");
    assertThat(
            failures(
                draft(
                    new TdxPlatforms(
                        17,
                        List.of(),
                        List.of(),
                        List.of("sw-hardening-needed"),
                        List.of("INTEL-SA-00615"))),
                hardening))
        .isEmpty();
  }

  private TdxPolicyDraft draft(TdxPlatforms platforms) {
    return new TdxPolicyDraft("app.eif", launch, Optional.empty(), platforms);
  }

  /// The names of the checks that fail for a quote of the launch with something changed.
  private List<String> failures(TdxPolicyDraft draft, Consumer<FakeIntel> change) throws Exception {
    FakeIntel quote = FakeIntel.domain();
    quote.body(MRTD, launch.mrtd().hex());
    quote.body(RTMR1, launch.rtmr1().hex()).body(RTMR2, launch.rtmr2().hex());
    change.accept(quote);
    // The same policy, but for the root: nobody but Intel can sign under Intel's.
    String text =
        String.valueOf(draft.text().asUtf8())
            .replaceFirst(
                "\\{",
                "{ \"anchors\": [{\"name\": \"test\", \"sha256\": \"%s\"}],"
                    .formatted(quote.anchor().sha256().hex()));
    AppraisalPolicy policy = PolicyFile.parse(text);
    Bytes data = Bytes.fromHex("ab".repeat(32) + "00".repeat(32));
    Verdict verdict =
        verifier.explain(
            Evidence.parse(quote.quote()),
            quote.endorsements(),
            policy,
            Challenge.none().withUserData(data),
            AppraisalTime.at(FakeIntel.AT));
    return verdict.checks().stream()
        .filter(check -> check.reason() != null)
        .map(Check::name)
        .toList();
  }
}
