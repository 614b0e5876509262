// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Verdict;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
      vector.put(TrustClaim.RUNTIME_OPAQUE, claims.debug() ? CONTRAINDICATED : AFFIRMED);
      if (verdict.appraised()) {
        vector.put(TrustClaim.EXECUTABLES, policy(verdict, true));
        vector.put(TrustClaim.CONFIGURATION, policy(verdict, false));
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

  /// Whether what the policy says of measurements, or of all the rest, was passed.
  private static int policy(Verdict verdict, boolean measurements) {
    for (Check check : verdict.checks()) {
      if (check.stage() == Check.Stage.POLICY
          && check.outcome() == Check.Outcome.FAILED
          && (check.reason() instanceof Reason.MeasurementNotAccepted) == measurements) {
        return CONTRAINDICATED;
      }
    }
    return AFFIRMED;
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
