// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.tdx;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.dcap.IntelRoot;
import dev.strongroom.attestation.dcap.PlatformTerms;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a relying party accepts of a trust domain. Each claim is required or ignored for a stated
/// reason; what the measurement doesn't cover has safe defaults.
public final class TdxPolicy implements AppraisalPolicy {
  private final List<TrustAnchor> anchors;
  private final PlatformTerms platform;
  private final Map<Register, Requirement<Set<Bytes>>> registers;
  private final Requirement<Boolean> reportData;
  private final Requirement<List<WantedEvent>> eventLog;
  private final Set<Bytes> serviceTds;
  private final Set<Bytes> moduleSigners;
  private final Map<Allowance, String> allowances;

  /// A claim of fixed length whose accepted values are listed.
  public enum Register {
    /// The initial contents: firmware.
    MRTD("mrtd", 48),
    /// The firmware's configuration.
    RTMR0("rtmr0", 48),
    /// Kernel and boot chain.
    RTMR1("rtmr1", 48),
    /// Command line and initial file system.
    RTMR2("rtmr2", 48),
    /// The application.
    RTMR3("rtmr3", 48),
    /// What the host set at launch.
    MRCONFIGID("mrconfigid", 48),
    /// The owner, as the host set it.
    MROWNER("mrowner", 48),
    /// The owner's configuration, as the host set it.
    MROWNERCONFIG("mrownerconfig", 48),
    /// Features of the processor that are in use.
    XFAM("xfam", 8);

    private final String label;
    private final int length;

    Register(String label, int length) {
      this.label = label;
      this.length = length;
    }

    /// The stable name used in JSON, checks and reasons.
    public String label() {
      return label;
    }

    /// Bytes of a value.
    public int length() {
      return length;
    }
  }

  /// What is refused unless it is allowed for a reason.
  public enum Allowance {
    /// TDATTRIBUTES.DEBUG: whoever runs the host can look inside.
    DEBUG("debug"),
    /// SEPT_VE_DISABLE clear: the host can take pages away, and the guest may not notice in time.
    SEPT_VE("septVe"),
    /// TDATTRIBUTES.MIGRATABLE: another platform may run the domain on.
    MIGRATABLE("migratable"),
    /// TDATTRIBUTES.PERFMON: the domain uses performance counters.
    PERFMON("perfmon"),
    /// Attributes that aren't known here.
    UNKNOWN_ATTRIBUTES("unknownAttributes");

    private final String label;

    Allowance(String label) {
      this.label = label;
    }

    /// The stable name used in JSON.
    public String label() {
      return label;
    }
  }

  private TdxPolicy(Builder built) {
    anchors = built.anchors.isEmpty() ? List.of(IntelRoot.ANCHOR) : List.copyOf(built.anchors);
    platform = decided(built.platform, "platform");
    for (Register register : Register.values()) {
      decided(built.registers.get(register), register.label());
    }
    registers = new EnumMap<>(built.registers);
    reportData = decided(built.reportData, "reportData");
    eventLog = decided(built.eventLog, "eventLog");
    serviceTds = Set.copyOf(built.serviceTds);
    moduleSigners = Set.copyOf(built.moduleSigners);
    allowances = Map.copyOf(built.allowances);
  }

  private static <T> T decided(@Nullable T claim, String name) {
    if (claim == null) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is neither required nor ignored; say which");
    }
    return claim;
  }

  /// A policy to fill in.
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.TDX;
  }

  @Override
  public List<TrustAnchor> anchors() {
    return anchors;
  }

  /// What is accepted of the platform.
  public PlatformTerms platform() {
    return platform;
  }

  /// What the policy says of `register`.
  public Requirement<Set<Bytes>> register(Register register) {
    return Objects.requireNonNull(registers.get(register));
  }

  /// Whether the report data have to be the challenge's.
  public Requirement<Boolean> reportData() {
    return reportData;
  }

  /// The events that a log has to have which leads to the registers; the list may be empty.
  public Requirement<List<WantedEvent>> eventLog() {
    return eventLog;
  }

  /// The service TDs that may be bound, 48 bytes each; none: no service TD may.
  public Set<Bytes> serviceTds() {
    return serviceTds;
  }

  /// The accepted signers of TDX modules, 48 bytes each; none: Intel.
  public Set<Bytes> moduleSigners() {
    return moduleSigners;
  }

  /// Why something is allowed; empty: it isn't.
  public Optional<String> allowed(Allowance allowance) {
    return Optional.ofNullable(allowances.get(allowance));
  }

  /// Collects a policy. Used by one thread.
  public static final class Builder {
    private final List<TrustAnchor> anchors = new ArrayList<>();
    private @Nullable PlatformTerms platform;
    private final Map<Register, Requirement<Set<Bytes>>> registers = new EnumMap<>(Register.class);
    private @Nullable Requirement<Boolean> reportData;
    private @Nullable Requirement<List<WantedEvent>> eventLog;
    private final Set<Bytes> serviceTds = new HashSet<>();
    private final Set<Bytes> moduleSigners = new HashSet<>();
    private final Map<Allowance, String> allowances = new EnumMap<>(Allowance.class);

    private Builder() {}

    /// Accepts a root. If none is named, [IntelRoot#ANCHOR] is accepted; if one is, only the named.
    public Builder anchor(TrustAnchor anchor) {
      anchors.add(anchor);
      return this;
    }

    /// Says what is accepted of the platform.
    public Builder platform(PlatformTerms terms) {
      platform = terms;
      return this;
    }

    /// Requires one of these values.
    ///
    /// @throws IllegalArgumentException if there is none, one has another length, or it is an MRTD
    ///   of zeros, which measures nothing
    public Builder require(Register register, Set<Bytes> accepted) {
      if (accepted.isEmpty()
          || accepted.stream().anyMatch(value -> value.length() != register.length())) {
        throw new IllegalArgumentException(
            "one or more values of " + register.length() + " bytes are needed");
      }
      if (register == Register.MRTD && accepted.stream().anyMatch(Bytes::isAllZero)) {
        throw new IllegalArgumentException("an MRTD of zeros identifies nothing");
      }
      registers.put(register, new Require<>(Set.copyOf(accepted)));
      return this;
    }

    /// Accepts any value.
    public Builder ignore(Register register, String why) {
      registers.put(register, new Ignore<>(why));
      return this;
    }

    /// Requires that the report data are the challenge's user data.
    public Builder requireReportData() {
      reportData = new Require<>(true);
      return this;
    }

    /// Doesn't look at the report data, unless the challenge has some.
    public Builder ignoreReportData(String why) {
      reportData = new Ignore<>(why);
      return this;
    }

    /// Requires a log that leads to the values of RTMR0 to RTMR3, and has these events.
    ///
    /// @param wanted may be empty
    public Builder requireEventLog(List<WantedEvent> wanted) {
      eventLog = new Require<>(List.copyOf(wanted));
      return this;
    }

    /// Doesn't look at logs.
    public Builder ignoreEventLog(String why) {
      eventLog = new Ignore<>(why);
      return this;
    }

    /// Accepts trust domains that one of these service TDs is bound to, which may move them.
    ///
    /// @throws IllegalArgumentException if one isn't of 48 bytes
    public Builder acceptServiceTds(Set<Bytes> accepted) {
      serviceTds.addAll(sized(accepted));
      return this;
    }

    /// Accepts TDX modules of these signers; zeros stand for Intel.
    ///
    /// @throws IllegalArgumentException if one isn't of 48 bytes
    public Builder acceptModuleSigners(Set<Bytes> accepted) {
      moduleSigners.addAll(sized(accepted));
      return this;
    }

    private static Set<Bytes> sized(Set<Bytes> values) {
      if (values.isEmpty() || values.stream().anyMatch(value -> value.length() != 48)) {
        throw new IllegalArgumentException("one or more values of 48 bytes are needed");
      }
      return values;
    }

    /// Allows what is refused otherwise; never the default.
    ///
    /// @throws IllegalArgumentException if no reason is given
    public Builder allow(Allowance allowance, String why) {
      allowances.put(allowance, new Ignore<>(why).why());
      return this;
    }

    /// The policy.
    ///
    /// @throws IllegalArgumentException if a claim is neither required nor ignored
    public TdxPolicy build() {
      return new TdxPolicy(this);
    }
  }
}
