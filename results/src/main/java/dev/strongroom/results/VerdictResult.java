// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.composite.CompositeEvidence;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Says a verdict in the words of AR4SI. The table is in `docs/results.md`.
public final class VerdictResult {
  // draft-ietf-rats-ar4si, 3.1: what each number says.
  private static final int AFFIRMED = 2;
  private static final int KNOWN_VULNERABILITIES = 32;
  private static final int CONTRAINDICATED = 96;
  private static final int UNRECOGNISED = 97;
  private static final int CRYPTOGRAPHY_FAILED = 99;

  private VerdictResult() {}

  /// What a verdict says of its evidence. Only an accepted verdict is affirming or a warning; one
  /// without a policy says nothing of what runs, and what a policy ignores isn't affirmed.
  ///
  /// @param evidence what was judged
  /// @param verdict what came of it
  /// @param policies identifiers of the policy; empty if there was none
  /// @return one, called as its kind of evidence; of composite evidence one for each part: `cpu0`,
  ///   then in their order `gpu0`, `gpu1`, `switch0`
  public static List<Ear.Appraised> of(Evidence evidence, Verdict verdict, List<String> policies) {
    if (!(evidence instanceof CompositeEvidence composite)) {
      Claims claims = evidence.claims(verdict.simulated());
      return List.of(
          appraised(evidence.kind().toString(), evidence, verdict, policies, claims.nonce()));
    }
    List<Ear.Appraised> all = new ArrayList<>();
    for (CompositePart part : CompositePart.of(composite, verdict)) {
      all.add(
          appraised(
              part.label(),
              part.evidence(),
              part.verdict(),
              policies,
              Optional.of(composite.nonce())));
    }
    return List.copyOf(all);
  }

  private static Ear.Appraised appraised(
      String label,
      Evidence evidence,
      Verdict verdict,
      List<String> policies,
      Optional<Bytes> nonce) {
    Map<TrustClaim, Integer> vector = verdict.genuine() ? genuine(evidence, verdict) : forged();
    Tier worst = Tier.NONE;
    for (int claim : vector.values()) {
      worst = worst.worse(Tier.ofClaim(claim));
    }
    Tier status = worst;
    if (verdict.appraised() && !verdict.accepted()) {
      status = Tier.CONTRAINDICATED;
    } else if (!verdict.appraised() && worst.compareTo(Tier.AFFIRMING) <= 0) {
      status = Tier.NONE;
    }
    return new Ear.Appraised(
        label,
        status,
        vector,
        policies,
        // Where it is of a length that results have room for.
        nonce.filter(bytes -> verdict.genuine() && bytes.length() >= 8 && bytes.length() <= 64),
        Optional.of(sha256(evidence.encoded())));
  }

  private static Map<TrustClaim, Integer> forged() {
    Map<TrustClaim, Integer> vector = new EnumMap<>(TrustClaim.class);
    vector.put(TrustClaim.INSTANCE_IDENTITY, CRYPTOGRAPHY_FAILED);
    vector.put(TrustClaim.HARDWARE, CRYPTOGRAPHY_FAILED);
    return vector;
  }

  private static Map<TrustClaim, Integer> genuine(Evidence evidence, Verdict verdict) {
    PolicyChecks checks = PolicyChecks.of(verdict);
    Map<TrustClaim, Integer> vector = new EnumMap<>(TrustClaim.class);
    vector.put(TrustClaim.INSTANCE_IDENTITY, identity(verdict, checks));
    OptionalInt hardware = hardware(evidence.kind(), verdict, checks);
    if (hardware.isPresent()) {
      vector.put(TrustClaim.HARDWARE, hardware.getAsInt());
    }
    if (verdict.simulated() || evidence.claims(false).debug()) {
      vector.put(TrustClaim.RUNTIME_OPAQUE, CONTRAINDICATED);
    } else if (saysWhetherClosed(evidence.kind())) {
      vector.put(TrustClaim.RUNTIME_OPAQUE, AFFIRMED);
    }
    if (verdict.appraised()) {
      said(vector, TrustClaim.EXECUTABLES, checks, checks.sayWhatRuns(evidence.kind()));
      said(vector, TrustClaim.CONFIGURATION, checks, checks.anyPassed(TrustClaim.CONFIGURATION));
    }
    return vector;
  }

  private static void said(
      Map<TrustClaim, Integer> vector, TrustClaim claim, PolicyChecks checks, boolean shown) {
    if (checks.anyFailed(claim)) {
      vector.put(claim, CONTRAINDICATED);
    } else if (shown) {
      vector.put(claim, AFFIRMED);
    }
  }

  /// Anybody may have the keys of simulated devices.
  private static int identity(Verdict verdict, PolicyChecks checks) {
    if (verdict.simulated()) {
      return UNRECOGNISED;
    }
    return checks.anyFailed(TrustClaim.INSTANCE_IDENTITY) ? CONTRAINDICATED : AFFIRMED;
  }

  private static OptionalInt affirmed(boolean shown) {
    return shown ? OptionalInt.of(AFFIRMED) : OptionalInt.empty();
  }

  /// What the maker says, and what the policy says of it. AMD says nothing of levels: that they are
  /// good enough is shown only by a policy's least ones.
  private static OptionalInt hardware(EvidenceKind kind, Verdict verdict, PolicyChecks checks) {
    if (verdict.simulated()) {
      return OptionalInt.of(UNRECOGNISED);
    }
    OptionalInt reported =
        switch (verdict.platformStatus()) {
          case NOT_REPORTED, UP_TO_DATE ->
              verdict.advisories().isEmpty()
                  ? affirmed(!levelsAreForPolicies(kind) || checks.showLevels())
                  : OptionalInt.of(KNOWN_VULNERABILITIES);
          case SW_HARDENING_NEEDED,
              CONFIGURATION_NEEDED,
              CONFIGURATION_AND_SW_HARDENING_NEEDED,
              RELAUNCH_ADVISED,
              RELAUNCH_ADVISED_CONFIGURATION_NEEDED,
              OUT_OF_DATE,
              OUT_OF_DATE_CONFIGURATION_NEEDED ->
              OptionalInt.of(KNOWN_VULNERABILITIES);
          case REVOKED -> OptionalInt.of(CONTRAINDICATED);
          case UNKNOWN -> OptionalInt.of(UNRECOGNISED);
        };
    boolean refused =
        checks.anyFailed(TrustClaim.HARDWARE)
            || verdict.checks().stream()
                .anyMatch(check ->
                    check.stage() == Check.Stage.PLATFORM
                        && check.outcome() == Check.Outcome.FAILED);
    return refused && reported.orElse(AFFIRMED) < CONTRAINDICATED
        ? OptionalInt.of(CONTRAINDICATED)
        : reported;
  }

  private static boolean levelsAreForPolicies(EvidenceKind kind) {
    return kind == EvidenceKind.SEV_SNP || kind == EvidenceKind.AZURE_SEV_SNP;
  }

  /// Reports of GPUs and switches have no field for debugging, so nothing can be affirmed of them,
  /// nor by passing on what somebody else says of them. An instance with NitroTPM is no enclave, a
  /// phone's key no environment at all.
  private static boolean saysWhetherClosed(EvidenceKind kind) {
    return switch (kind) {
      case NVIDIA_GPU,
          NVIDIA_SWITCH,
          NVIDIA_NRAS,
          NITRO_TPM,
          COMPOSITE,
          ANDROID_KEY,
          APPLE_APP_ATTEST ->
          false;
      case NITRO_ENCLAVE, SEV_SNP, AZURE_SEV_SNP, TDX, AZURE_TDX, SGX -> true;
    };
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(digest);
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
