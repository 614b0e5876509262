// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An attestation result (EAR, draft-ietf-rats-ear-04): what a verifier says of attesters. As a
/// value it proves nothing; [EarToken] signs it, [EarReader] reads signed ones.
///
/// @param issuedAt whole seconds
/// @param expires whole seconds
/// @param verifier who says so
/// @param rawEvidence the evidence itself, for auditors; it may tell more than the result
/// @param appraisals one at least, each with a label of its own
public record Ear(
    Instant issuedAt,
    Optional<Instant> expires,
    Verifier verifier,
    Optional<Bytes> rawEvidence,
    List<Appraised> appraisals) {

  /// The profile that tells these results from others.
  public static final String PROFILE = "tag:ietf.org,2026:rats/ear#04";

  /// Appraisals of one result at most.
  public static final int MAX_APPRAISALS = 32;

  private static final int SHORTEST_NONCE = 8;
  private static final int LONGEST_NONCE = 64;

  /// Who verified.
  ///
  /// @param developer of the verifier's software
  /// @param build of it
  public record Verifier(String developer, String build) {}

  /// What is said of one attester.
  ///
  /// @param label its name
  /// @param status no better than the worst claim of the vector
  /// @param vector claims by name; those left out claim nothing
  /// @param policies identifiers of the policies applied
  /// @param nonce the one in the evidence, 8 to 64 bytes
  /// @param evidenceDigest SHA-256 of the evidence appraised
  public record Appraised(
      String label,
      Tier status,
      Map<TrustClaim, Integer> vector,
      List<String> policies,
      Optional<Bytes> nonce,
      Optional<Bytes> evidenceDigest) {

    /// Copies the collections and checks them.
    ///
    /// @throws IllegalArgumentException if the status is better than the vector, or a value is out
    ///   of range
    public Appraised {
      vector = copy(vector);
      policies = List.copyOf(policies);
      Tier worst = Tier.NONE;
      for (int claim : vector.values()) {
        if (claim < -128 || claim > 127) {
          throw new IllegalArgumentException("a claim out of range: " + claim);
        }
        worst = worst.worse(Tier.ofClaim(claim));
      }
      if (status != Tier.NONE && status.compareTo(worst) < 0) {
        throw new IllegalArgumentException("status " + status + " is better than " + worst);
      }
      if (label.isEmpty()
          || nonce
              .filter(n -> n.length() < SHORTEST_NONCE || n.length() > LONGEST_NONCE)
              .isPresent()) {
        throw new IllegalArgumentException("a label, and a nonce of 8 to 64 bytes, are needed");
      }
    }

    private static Map<TrustClaim, Integer> copy(Map<TrustClaim, Integer> vector) {
      return vector.isEmpty()
          ? Map.of()
          : java.util.Collections.unmodifiableMap(new EnumMap<>(vector));
    }
  }

  /// Copies the list and checks it.
  ///
  /// @throws IllegalArgumentException unless there is an appraisal, each under another label, and
  ///   times are whole seconds
  public Ear {
    appraisals = List.copyOf(appraisals);
    Set<String> labels = new HashSet<>();
    for (Appraised appraised : appraisals) {
      if (!labels.add(appraised.label())) {
        throw new IllegalArgumentException("two appraisals called " + appraised.label());
      }
    }
    if (appraisals.isEmpty() || appraisals.size() > MAX_APPRAISALS) {
      throw new IllegalArgumentException("1 to " + MAX_APPRAISALS + " appraisals are needed");
    }
    if (!whole(issuedAt) || expires.filter(at -> !whole(at)).isPresent()) {
      throw new IllegalArgumentException("times are whole seconds");
    }
  }

  private static boolean whole(Instant at) {
    return at.equals(at.truncatedTo(ChronoUnit.SECONDS));
  }
}
