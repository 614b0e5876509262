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
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Says a verdict in the words of AR4SI. The table is in `docs/results.md`.
public final class VerdictResult {
  // draft-ietf-rats-ar4si, 3.1: what each number says.
  private static final int AFFIRMED = 2;
  private static final int KNOWN_VULNERABILITIES = 32;
  private static final int CONTRAINDICATED = 96;
  private static final int UNRECOGNISED = 97;
  private static final int CRYPTOGRAPHY_FAILED = 99;

  /// Where the name of a policy's check begins; a part's prefix stands before.
  private static final String POLICY = "policy.";

  /// The checks that say what runs: by its measurement, or by who signed it.
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

  private VerdictResult() {}

  /// What a verdict says of its evidence. Only an accepted verdict is affirming or a warning; one
  /// without a policy says nothing of what runs.
  ///
  /// @param evidence what was judged
  /// @param verdict what came of it
  /// @param policies identifiers of the policy; empty if there was none
  public static Ear.Appraised of(Evidence evidence, Verdict verdict, List<String> policies) {
    Claims claims = evidence.claims(verdict.simulated());
    Map<TrustClaim, Integer> vector = new EnumMap<>(TrustClaim.class);
    if (!verdict.genuine()) {
      vector.put(TrustClaim.INSTANCE_IDENTITY, CRYPTOGRAPHY_FAILED);
      vector.put(TrustClaim.HARDWARE, CRYPTOGRAPHY_FAILED);
    } else {
      vector.put(TrustClaim.INSTANCE_IDENTITY, AFFIRMED);
      vector.put(TrustClaim.HARDWARE, verdict.simulated() ? UNRECOGNISED : hardware(verdict));
      if (claims.debug()) {
        vector.put(TrustClaim.RUNTIME_OPAQUE, CONTRAINDICATED);
      } else if (saysWhetherClosed(evidence.kind())) {
        vector.put(TrustClaim.RUNTIME_OPAQUE, AFFIRMED);
      }
      if (verdict.appraised()) {
        executables(evidence, verdict)
            .ifPresent(value -> vector.put(TrustClaim.EXECUTABLES, value));
        vector.put(TrustClaim.CONFIGURATION, configuration(verdict));
      }
    }
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
        evidence.kind().toString(),
        status,
        vector,
        policies,
        verdict.genuine() ? nonce(claims) : Optional.empty(),
        Optional.of(sha256(evidence.encoded())));
  }

  private static int hardware(Verdict verdict) {
    return switch (verdict.platformStatus()) {
      case NOT_REPORTED, UP_TO_DATE ->
          verdict.advisories().isEmpty() ? AFFIRMED : KNOWN_VULNERABILITIES;
      case SW_HARDENING_NEEDED,
          CONFIGURATION_NEEDED,
          CONFIGURATION_AND_SW_HARDENING_NEEDED,
          RELAUNCH_ADVISED,
          RELAUNCH_ADVISED_CONFIGURATION_NEEDED,
          OUT_OF_DATE,
          OUT_OF_DATE_CONFIGURATION_NEEDED ->
          KNOWN_VULNERABILITIES;
      case REVOKED -> CONTRAINDICATED;
      case UNKNOWN -> UNRECOGNISED;
    };
  }

  /// Reports of GPUs and switches have no field for debugging, so nothing can be affirmed of them,
  /// nor of a machine together with them, nor by passing on what somebody else says of them.
  private static boolean saysWhetherClosed(EvidenceKind kind) {
    return switch (kind) {
      case NVIDIA_GPU, NVIDIA_SWITCH, NVIDIA_NRAS, COMPOSITE -> false;
      case NITRO_ENCLAVE, NITRO_TPM, SEV_SNP, AZURE_SEV_SNP, TDX, AZURE_TDX, SGX -> true;
    };
  }

  /// Whether what the policy says of what runs was passed; empty if it says nothing, of composite
  /// evidence if it says nothing of one of the parts.
  private static Optional<Integer> executables(Evidence evidence, Verdict verdict) {
    Set<String> unsaid = new HashSet<>();
    if (evidence instanceof CompositeEvidence composite) {
      unsaid.add("cpu.");
      for (int i = 1; i <= composite.devices().size(); i++) {
        unsaid.add("device" + i + ".");
      }
    } else {
      unsaid.add("");
    }
    for (Check check : verdict.checks()) {
      if (ofExecutables(check)) {
        switch (check.outcome()) {
          case FAILED -> {
            return Optional.of(CONTRAINDICATED);
          }
          case PASSED -> unsaid.remove(check.name().substring(0, check.name().indexOf(POLICY)));
          case NOT_APPLICABLE -> {
            // The policy ignores it.
          }
        }
      }
    }
    return unsaid.isEmpty() ? Optional.of(AFFIRMED) : Optional.empty();
  }

  private static int configuration(Verdict verdict) {
    return verdict.checks().stream()
            .anyMatch(check ->
                check.stage() == Check.Stage.POLICY
                    && check.outcome() == Check.Outcome.FAILED
                    && !ofExecutables(check))
        ? CONTRAINDICATED
        : AFFIRMED;
  }

  private static boolean ofExecutables(Check check) {
    int at = check.name().indexOf(POLICY);
    return at >= 0 && EXECUTABLES.contains(check.name().substring(at));
  }

  /// The nonce, where it is of a length that results have room for.
  private static Optional<Bytes> nonce(Claims claims) {
    return claims.nonce().filter(nonce -> nonce.length() >= 8 && nonce.length() <= 64);
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
