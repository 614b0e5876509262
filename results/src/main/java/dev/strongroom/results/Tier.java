// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import java.util.Optional;

/// How much trust an appraisal allows (draft-ietf-rats-ar4si, 3.2).
public enum Tier {
  /// Nothing is claimed.
  NONE("none", 0),
  /// What was expected was found.
  AFFIRMING("affirming", 2),
  /// Something is known to be amiss.
  WARNING("warning", 32),
  /// Not to be trusted.
  CONTRAINDICATED("contraindicated", 96);

  private final String label;
  private final int code;

  Tier(String label, int code) {
    this.label = label;
    this.code = code;
  }

  /// What it is in CBOR.
  public int code() {
    return code;
  }

  /// What it is in JSON.
  @Override
  public String toString() {
    return label;
  }

  /// The tier that a claim of a trustworthiness vector belongs to.
  public static Tier ofClaim(int claim) {
    if (claim >= -1 && claim <= 1) {
      return NONE;
    }
    if (claim >= -32 && claim <= 31) {
      return AFFIRMING;
    }
    return claim >= -96 && claim <= 95 ? WARNING : CONTRAINDICATED;
  }

  /// The tier with a label.
  static Optional<Tier> labelled(String label) {
    for (Tier tier : values()) {
      if (tier.label.equals(label)) {
        return Optional.of(tier);
      }
    }
    return Optional.empty();
  }

  /// The tier with a code.
  static Optional<Tier> coded(long code) {
    for (Tier tier : values()) {
      if (tier.code == code) {
        return Optional.of(tier);
      }
    }
    return Optional.empty();
  }

  /// Of two the one that allows less, where any claim says more than none.
  Tier worse(Tier other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
