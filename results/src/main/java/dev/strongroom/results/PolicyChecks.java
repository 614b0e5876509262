// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the checks of a policy say, claim by claim: `docs/results.md` has the table. What a policy
/// ignores was not looked at, and shows nothing.
final class PolicyChecks {
  /// Which one it is.
  private static final Set<String> IDENTITY =
      Set.of(
          "policy.chip",
          "policy.denied-chip",
          "policy.ppid",
          "policy.denied-ppid",
          "policy.instance",
          "policy.denied-instance",
          "policy.device",
          "policy.denied");

  private static final String MINIMUM_LEVELS = "policy.minimum-tcb";

  /// What it is made of, and at which levels.
  private static final Set<String> HARDWARE =
      Set.of(
          "policy.product",
          "policy.denied-product",
          "policy.provider",
          "policy.masked-chip",
          MINIMUM_LEVELS,
          "policy.launch-tcb",
          "policy.provisional-firmware",
          "policy.launch-mitigations",
          "policy.current-mitigations",
          "policy.platform-info",
          "policy.revocation",
          "policy.status",
          "policy.advisories",
          "policy.evaluation",
          "policy.fmspc",
          "policy.denied-fmspc",
          "policy.module-signer",
          "policy.architecture");

  /// What runs: by its measurement, or by who signed it.
  private static final Set<String> EXECUTABLES =
      Set.of(
          "policy.image",
          "policy.signer",
          "policy.measurement",
          "policy.id-key",
          "policy.pcrs",
          "policy.mrtd",
          "policy.rtmr0",
          "policy.rtmr1",
          "policy.rtmr2",
          "policy.rtmr3",
          "policy.event-log",
          "policy.mrenclave",
          "policy.mrsigner",
          "policy.driver-manifest",
          "policy.vbios-manifest");

  /// What is passed without anything being known of how it is set up.
  private static final Set<String> NOTHING_KNOWN =
      Set.of(
          "policy.kind",
          "policy.nonce",
          "policy.public-key",
          "policy.user-data",
          "policy.report-data",
          "policy.age",
          "policy.count",
          "policy.devices");

  private final Map<String, Outcome> outcomes;

  private PolicyChecks(Map<String, Outcome> outcomes) {
    this.outcomes = outcomes;
  }

  /// Of checks with the same name the worst counts.
  static PolicyChecks of(Verdict verdict) {
    Map<String, Outcome> outcomes = new HashMap<>();
    for (Check check : verdict.checks()) {
      if (check.stage() == Check.Stage.POLICY) {
        outcomes.merge(check.name(), check.outcome(), PolicyChecks::worse);
      }
    }
    return new PolicyChecks(outcomes);
  }

  private static Outcome worse(Outcome one, Outcome other) {
    if (one == Outcome.FAILED || other == Outcome.FAILED) {
      return Outcome.FAILED;
    }
    return one == Outcome.PASSED ? other : one;
  }

  /// Which claim a check is about. Those that are about no other one are about the configuration.
  private static TrustClaim claim(String check) {
    if (IDENTITY.contains(check)) {
      return TrustClaim.INSTANCE_IDENTITY;
    }
    if (HARDWARE.contains(check)) {
      return TrustClaim.HARDWARE;
    }
    return EXECUTABLES.contains(check) ? TrustClaim.EXECUTABLES : TrustClaim.CONFIGURATION;
  }

  /// Whether a check of a claim was failed.
  boolean anyFailed(TrustClaim claim) {
    return outcomes.entrySet().stream()
        .anyMatch(one -> one.getValue() == Outcome.FAILED && claim(one.getKey()) == claim);
  }

  /// Whether a check of a claim was passed that shows anything.
  boolean anyPassed(TrustClaim claim) {
    return outcomes.entrySet().stream()
        .anyMatch(one ->
            one.getValue() == Outcome.PASSED
                && claim(one.getKey()) == claim
                && !NOTHING_KNOWN.contains(one.getKey()));
  }

  /// Whether levels were looked at and found good enough.
  boolean showLevels() {
    return passed(MINIMUM_LEVELS);
  }

  private boolean passed(String check) {
    return Optional.ofNullable(outcomes.get(check)).filter(Outcome.PASSED::equals).isPresent();
  }

  /// Whether all of what is started was found to be accepted; a part alone shows nothing: who
  /// exchanges the firmware of a machine can have its later registers say anything.
  boolean sayWhatRuns(EvidenceKind kind) {
    return switch (kind) {
      case NITRO_ENCLAVE, NITRO_TPM -> passed("policy.image") || passed("policy.signer");
      case SEV_SNP -> launchKnown();
      // The report is about the paravisor, the registers are about the machine.
      case AZURE_SEV_SNP -> launchKnown() && passed("policy.pcrs");
      case TDX -> passed("policy.mrtd") && passed("policy.rtmr1") && passed("policy.rtmr2");
      case AZURE_TDX -> passed("policy.mrtd") && passed("policy.pcrs");
      case SGX -> passed("policy.mrenclave") || passed("policy.mrsigner");
      case NVIDIA_GPU -> passed("policy.driver-manifest") && passed("policy.vbios-manifest");
      case NVIDIA_SWITCH -> passed("policy.vbios-manifest");
      // Somebody else says that it looked.
      case NVIDIA_NRAS -> false;
      case COMPOSITE, ANDROID_KEY, APPLE_APP_ATTEST -> false;
    };
  }

  private boolean launchKnown() {
    return passed("policy.measurement") || passed("policy.id-key");
  }
}
