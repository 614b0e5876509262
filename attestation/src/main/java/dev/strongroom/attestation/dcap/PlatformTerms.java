// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a relying party accepts of platforms, for enclaves and trust domains alike. A genuine quote
/// of a broken platform is perfect, so which platforms count is for the relying party to say.
public final class PlatformTerms {
  /// Bytes of an FMSPC.
  public static final int FMSPC_LENGTH = 6;

  /// Bytes of a PPID and of a platform instance id.
  public static final int ID_LENGTH = 16;

  private final Set<PlatformStatus> statuses;
  private final Optional<String> statusesWhy;
  private final Set<String> advisories;
  private final Optional<String> anyAdvisoryWhy;
  private final Requirement<Integer> evaluation;
  private final Requirement<Set<Bytes>> fmspcs;
  private final Requirement<Set<Bytes>> ppids;
  private final Requirement<Set<Bytes>> instances;
  private final Set<Bytes> deniedFmspcs;
  private final Set<Bytes> deniedPpids;
  private final Set<Bytes> deniedInstances;

  private PlatformTerms(Builder built) {
    statuses = Set.copyOf(built.statuses);
    statusesWhy = Optional.ofNullable(built.statusesWhy);
    advisories = Set.copyOf(built.advisories);
    anyAdvisoryWhy = Optional.ofNullable(built.anyAdvisoryWhy);
    evaluation = decided(built.evaluation, "evaluation");
    fmspcs = decided(built.fmspcs, "fmspc");
    ppids = decided(built.ppids, "ppid");
    instances = decided(built.instances, "instance");
    deniedFmspcs = Set.copyOf(built.deniedFmspcs);
    deniedPpids = Set.copyOf(built.deniedPpids);
    deniedInstances = Set.copyOf(built.deniedInstances);
  }

  private static <T> Requirement<T> decided(@Nullable Requirement<T> claim, String name) {
    if (claim == null) {
      throw new IllegalArgumentException(
          "platform: \"" + name + "\" is neither required nor ignored; say which");
    }
    return claim;
  }

  /// Terms to fill in.
  public static Builder builder() {
    return new Builder();
  }

  /// The accepted statuses.
  public Set<PlatformStatus> statuses() {
    return statuses;
  }

  /// Why others than up to date are accepted; empty: they aren't.
  public Optional<String> statusesWhy() {
    return statusesWhy;
  }

  /// The accepted advisories.
  public Set<String> advisories() {
    return advisories;
  }

  /// Why any advisory is accepted; empty: it isn't.
  public Optional<String> anyAdvisoryWhy() {
    return anyAdvisoryWhy;
  }

  /// The least evaluation number of the collateral.
  public Requirement<Integer> evaluation() {
    return evaluation;
  }

  /// The accepted sorts of platform, 6 bytes each.
  public Requirement<Set<Bytes>> fmspcs() {
    return fmspcs;
  }

  /// The accepted platforms, 16 bytes each.
  public Requirement<Set<Bytes>> ppids() {
    return ppids;
  }

  /// The accepted instances of platforms of several packages, 16 bytes each.
  public Requirement<Set<Bytes>> instances() {
    return instances;
  }

  /// The denied sorts of platform.
  public Set<Bytes> deniedFmspcs() {
    return deniedFmspcs;
  }

  /// The denied platforms.
  public Set<Bytes> deniedPpids() {
    return deniedPpids;
  }

  /// The denied instances.
  public Set<Bytes> deniedInstances() {
    return deniedInstances;
  }

  /// Collects terms. Used by one thread.
  public static final class Builder {
    private final Set<PlatformStatus> statuses = EnumSet.of(PlatformStatus.UP_TO_DATE);
    private @Nullable String statusesWhy;
    private final Set<String> advisories = new HashSet<>();
    private @Nullable String anyAdvisoryWhy;
    private @Nullable Requirement<Integer> evaluation;
    private @Nullable Requirement<Set<Bytes>> fmspcs;
    private @Nullable Requirement<Set<Bytes>> ppids;
    private @Nullable Requirement<Set<Bytes>> instances;
    private final Set<Bytes> deniedFmspcs = new HashSet<>();
    private final Set<Bytes> deniedPpids = new HashSet<>();
    private final Set<Bytes> deniedInstances = new HashSet<>();

    private Builder() {}

    /// Accepts these statuses besides up to date.
    ///
    /// @param why shown in every verdict
    /// @throws IllegalArgumentException for what is no status of a platform that works: revoked,
    ///   unknown, not reported; or without a reason
    public Builder allowStatuses(Set<PlatformStatus> accepted, String why) {
      for (PlatformStatus status : accepted) {
        switch (status) {
          case REVOKED, UNKNOWN, NOT_REPORTED ->
              throw new IllegalArgumentException("\"" + status + "\" can't be accepted");
          default -> statuses.add(status);
        }
      }
      statusesWhy = new Ignore<>(why).why();
      return this;
    }

    /// Accepts platforms that are open to these weaknesses, by Intel's names.
    public Builder allowAdvisories(Set<String> accepted) {
      advisories.addAll(accepted);
      return this;
    }

    /// Accepts platforms that are open to any weakness that their status allows for.
    ///
    /// @param why shown in every verdict
    public Builder allowAnyAdvisory(String why) {
      anyAdvisoryWhy = new Ignore<>(why).why();
      return this;
    }

    /// Requires collateral of this round of Intel's updates or a later one.
    ///
    /// @throws IllegalArgumentException unless it is positive
    public Builder requireEvaluation(int least) {
      if (least < 1) {
        throw new IllegalArgumentException("an evaluation number is positive");
      }
      evaluation = new Require<>(least);
      return this;
    }

    /// Accepts collateral of any round, as long as it is in force.
    public Builder ignoreEvaluation(String why) {
      evaluation = new Ignore<>(why);
      return this;
    }

    /// Requires one of these sorts of platform.
    ///
    /// @throws IllegalArgumentException if there is none, or one isn't of 6 bytes
    public Builder requireFmspcs(Set<Bytes> accepted) {
      fmspcs = new Require<>(Set.copyOf(sized(accepted, FMSPC_LENGTH)));
      return this;
    }

    /// Accepts any sort of platform.
    public Builder ignoreFmspcs(String why) {
      fmspcs = new Ignore<>(why);
      return this;
    }

    /// Requires one of these platforms.
    ///
    /// @throws IllegalArgumentException if there is none, or one isn't of 16 bytes
    public Builder requirePpids(Set<Bytes> accepted) {
      ppids = new Require<>(Set.copyOf(sized(accepted, ID_LENGTH)));
      return this;
    }

    /// Accepts any platform.
    public Builder ignorePpids(String why) {
      ppids = new Ignore<>(why);
      return this;
    }

    /// Requires one of these instances; platforms of one package have none.
    ///
    /// @throws IllegalArgumentException if there is none, or one isn't of 16 bytes
    public Builder requireInstances(Set<Bytes> accepted) {
      instances = new Require<>(Set.copyOf(sized(accepted, ID_LENGTH)));
      return this;
    }

    /// Accepts any instance.
    public Builder ignoreInstances(String why) {
      instances = new Ignore<>(why);
      return this;
    }

    /// Refuses these sorts of platform.
    public Builder denyFmspcs(Set<Bytes> denied) {
      deniedFmspcs.addAll(sized(denied, FMSPC_LENGTH));
      return this;
    }

    /// Refuses these platforms.
    public Builder denyPpids(Set<Bytes> denied) {
      deniedPpids.addAll(sized(denied, ID_LENGTH));
      return this;
    }

    /// Refuses these instances.
    public Builder denyInstances(Set<Bytes> denied) {
      deniedInstances.addAll(sized(denied, ID_LENGTH));
      return this;
    }

    private static Collection<Bytes> sized(Set<Bytes> values, int length) {
      if (values.isEmpty() || values.stream().anyMatch(value -> value.length() != length)) {
        throw new IllegalArgumentException("one or more values of " + length + " bytes are needed");
      }
      return values;
    }

    /// The terms.
    ///
    /// @throws IllegalArgumentException if a claim is neither required nor ignored
    public PlatformTerms build() {
      return new PlatformTerms(this);
    }
  }
}
