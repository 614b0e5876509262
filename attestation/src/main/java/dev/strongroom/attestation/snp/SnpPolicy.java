// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a relying party accepts of a SEV-SNP guest: of its report, and of what that is bound to.
public final class SnpPolicy implements AppraisalPolicy {
  private final SnpRequirements requirements;
  private final Requirement<Boolean> nonce;
  private final Requirement<Boolean> userData;

  private SnpPolicy(Builder built) {
    requirements = built.requirements;
    nonce = built.decided(built.nonce, "nonce");
    userData = built.decided(built.userData, "user data");
  }

  /// A policy to fill in.
  public static Builder builder(SnpRequirements requirements) {
    return new Builder(requirements);
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.SEV_SNP;
  }

  @Override
  public List<TrustAnchor> anchors() {
    return requirements.anchors();
  }

  /// What is asked of the report itself.
  public SnpRequirements requirements() {
    return requirements;
  }

  /// Whether the challenge needs a nonce. Only the envelope of a TSM device binds one.
  public Requirement<Boolean> nonce() {
    return nonce;
  }

  /// Whether the challenge needs user data.
  public Requirement<Boolean> userData() {
    return userData;
  }

  /// Collects a policy. Used by one thread.
  public static final class Builder {
    private final SnpRequirements requirements;
    private @Nullable Requirement<Boolean> nonce;
    private @Nullable Requirement<Boolean> userData;

    private Builder(SnpRequirements requirements) {
      this.requirements = requirements;
    }

    /// Requires that the report is bound to the challenge's nonce, and its user data.
    public Builder requireNonce() {
      nonce = new Require<>(true);
      return this;
    }

    /// Doesn't look for a nonce, unless the challenge has one.
    public Builder ignoreNonce(String why) {
      nonce = new Ignore<>(why);
      return this;
    }

    /// Requires that the report data are the challenge's user data.
    public Builder requireUserData() {
      userData = new Require<>(true);
      return this;
    }

    /// Doesn't look at the report data, unless the challenge has some.
    public Builder ignoreUserData(String why) {
      userData = new Ignore<>(why);
      return this;
    }

    /// The policy.
    ///
    /// @throws IllegalStateException if a claim was neither required nor ignored; names it
    public SnpPolicy build() {
      return new SnpPolicy(this);
    }

    private Requirement<Boolean> decided(@Nullable Requirement<Boolean> requirement, String claim) {
      if (requirement == null) {
        throw new IllegalStateException("the policy says neither require nor ignore for " + claim);
      }
      return requirement;
    }
  }
}
