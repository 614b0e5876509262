// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.tdx;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.dcap.QuotePolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a relying party accepts of a trust domain. Each claim is required or ignored for a stated
/// reason; what the measurement doesn't cover has safe defaults.
public final class TdxPolicy extends QuotePolicy<TdxPolicy.Register, TdxPolicy.Allowance>
    implements AppraisalPolicy {
  private final Requirement<List<WantedEvent>> eventLog;
  private final Set<Bytes> serviceTds;
  private final Set<Bytes> moduleSigners;

  /// A claim of fixed length whose accepted values are listed.
  public enum Register implements QuotePolicy.Claim {
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

    @Override
    public String label() {
      return label;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public boolean identifies() {
      return this == MRTD;
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
    super(built);
    eventLog = decided(built.eventLog, "eventLog");
    serviceTds = Set.copyOf(built.serviceTds);
    moduleSigners = Set.copyOf(built.moduleSigners);
  }

  /// A policy to fill in.
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.TDX;
  }

  /// What the policy says of `register`.
  public Requirement<Set<Bytes>> register(Register register) {
    return values(register);
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

  /// Collects a policy. Used by one thread.
  public static final class Builder extends QuotePolicy.Builder<Builder, Register, Allowance> {
    private @Nullable Requirement<List<WantedEvent>> eventLog;
    private final Set<Bytes> serviceTds = new HashSet<>();
    private final Set<Bytes> moduleSigners = new HashSet<>();

    private Builder() {
      super(Register.class, Allowance.class);
    }

    @Override
    protected Builder self() {
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

    /// The policy.
    ///
    /// @throws IllegalArgumentException if a claim is neither required nor ignored
    public TdxPolicy build() {
      return new TdxPolicy(this);
    }
  }
}
