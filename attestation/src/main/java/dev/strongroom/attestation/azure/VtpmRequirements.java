// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a relying party accepts of a machine that Azure's paravisor runs, whatever the hardware.
///
/// @param pcrs the accepted values of quoted registers; one set has to fit completely
/// @param secureBoot whether the firmware has to verify what it boots
/// @param instance the accepted machines, by id
/// @param nonce whether the challenge needs a nonce
/// @param userData whether the challenge needs user data
public record VtpmRequirements(
    Requirement<List<PcrValues>> pcrs,
    Requirement<Boolean> secureBoot,
    Requirement<Set<String>> instance,
    Requirement<Boolean> nonce,
    Requirement<Boolean> userData) {

  /// Requirements to fill in.
  public static Builder builder() {
    return new Builder();
  }

  /// Collects requirements. Used by one thread.
  public static final class Builder {
    private @Nullable Requirement<List<PcrValues>> pcrs;
    private @Nullable Requirement<Boolean> secureBoot;
    private @Nullable Requirement<Set<String>> instance;
    private @Nullable Requirement<Boolean> nonce;
    private @Nullable Requirement<Boolean> userData;

    private Builder() {}

    /// Requires one of these sets of values.
    ///
    /// @throws IllegalArgumentException if the list is empty
    public Builder requirePcrs(List<PcrValues> accepted) {
      if (accepted.isEmpty()) {
        throw new IllegalArgumentException("an empty list of accepted values");
      }
      pcrs = new Require<>(List.copyOf(accepted));
      return this;
    }

    /// Accepts whatever booted.
    public Builder ignorePcrs(String why) {
      pcrs = new Ignore<>(why);
      return this;
    }

    /// Requires that the firmware verifies what it boots.
    public Builder requireSecureBoot() {
      secureBoot = new Require<>(true);
      return this;
    }

    /// Accepts machines without secure boot.
    public Builder ignoreSecureBoot(String why) {
      secureBoot = new Ignore<>(why);
      return this;
    }

    /// Requires one of these machines.
    ///
    /// @throws IllegalArgumentException if the set is empty
    public Builder requireInstance(Set<String> accepted) {
      if (accepted.isEmpty()) {
        throw new IllegalArgumentException("an empty list of accepted values");
      }
      instance = new Require<>(Set.copyOf(accepted));
      return this;
    }

    /// Accepts any machine.
    public Builder ignoreInstance(String why) {
      instance = new Ignore<>(why);
      return this;
    }

    /// Requires that the quote was asked for with the challenge's nonce: nothing else shows that
    /// the evidence is fresh.
    public Builder requireNonce() {
      nonce = new Require<>(true);
      return this;
    }

    /// Doesn't look at the nonce, unless the challenge has one.
    public Builder ignoreNonce(String why) {
      nonce = new Ignore<>(why);
      return this;
    }

    /// Requires that the user data in the runtime claims are the challenge's.
    public Builder requireUserData() {
      userData = new Require<>(true);
      return this;
    }

    /// Doesn't look at the user data, unless the challenge has some.
    public Builder ignoreUserData(String why) {
      userData = new Ignore<>(why);
      return this;
    }

    /// The requirements.
    ///
    /// @throws IllegalStateException if a claim was neither required nor ignored; names it
    public VtpmRequirements build() {
      return new VtpmRequirements(
          decided(pcrs, "PCRs"),
          decided(secureBoot, "secure boot"),
          decided(instance, "instance"),
          decided(nonce, "nonce"),
          decided(userData, "user data"));
    }

    private static <T> Requirement<T> decided(@Nullable Requirement<T> found, String claim) {
      if (found == null) {
        throw new IllegalStateException("the policy says neither require nor ignore for " + claim);
      }
      return found;
    }
  }
}
