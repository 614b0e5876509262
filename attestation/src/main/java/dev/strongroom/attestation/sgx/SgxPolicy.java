// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.sgx;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.dcap.QuotePolicy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a relying party accepts of an enclave. Each claim is required or ignored for a stated
/// reason; what the measurement doesn't cover has safe defaults.
public final class SgxPolicy extends QuotePolicy<SgxPolicy.Identity, SgxPolicy.Allowance>
    implements AppraisalPolicy {
  private final Requirement<Set<Integer>> productIds;
  private final Requirement<Integer> securityVersion;
  private final Requirement<Integer> configVersion;
  private final Requirement<Masked> attributes;
  private final Requirement<Masked> miscSelect;

  /// A claim of fixed length whose accepted values are listed.
  public enum Identity implements QuotePolicy.Claim {
    /// The enclave's measurement.
    MRENCLAVE("mrenclave", 32),
    /// The digest of its signer's key.
    MRSIGNER("mrsigner", 32),
    /// CONFIGID, which the host sets at launch; zero without KSS.
    CONFIG_ID("configId", 64),
    /// ISVEXTPRODID; zero without KSS.
    EXTENDED_PRODUCT_ID("extendedProductId", 16),
    /// ISVFAMILYID; zero without KSS.
    FAMILY_ID("familyId", 16);

    private final String label;
    private final int length;

    Identity(String label, int length) {
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
      return this == MRENCLAVE || this == MRSIGNER;
    }
  }

  /// What is refused unless it is allowed for a reason.
  public enum Allowance {
    /// ATTRIBUTES.DEBUG: whoever runs the host can look inside.
    DEBUG("debug"),
    /// ATTRIBUTES.PROVISIONKEY: the enclave may derive keys that identify the platform.
    PROVISION_KEY("provisionKey"),
    /// ATTRIBUTES.EINITTOKENKEY: the enclave may decide which enclaves are launched.
    LAUNCH_KEY("launchKey");

    private final String label;

    Allowance(String label) {
      this.label = label;
    }

    /// The stable name used in JSON.
    public String label() {
      return label;
    }
  }

  private SgxPolicy(Builder built) {
    super(built);
    productIds = decided(built.productIds, "productId");
    securityVersion = decided(built.securityVersion, "securityVersion");
    configVersion = decided(built.configVersion, "configVersion");
    attributes = decided(built.attributes, "attributes");
    miscSelect = decided(built.miscSelect, "miscSelect");
  }

  /// A policy to fill in.
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.SGX;
  }

  /// What the policy says of `identity`.
  public Requirement<Set<Bytes>> identity(Identity identity) {
    return values(identity);
  }

  /// The accepted values of ISVPRODID.
  public Requirement<Set<Integer>> productIds() {
    return productIds;
  }

  /// The least ISVSVN.
  public Requirement<Integer> securityVersion() {
    return securityVersion;
  }

  /// The least CONFIGSVN.
  public Requirement<Integer> configVersion() {
    return configVersion;
  }

  /// What ATTRIBUTES have to be, 16 bytes.
  public Requirement<Masked> attributes() {
    return attributes;
  }

  /// What MISCSELECT has to be, 4 bytes.
  public Requirement<Masked> miscSelect() {
    return miscSelect;
  }

  /// Collects a policy. Used by one thread.
  public static final class Builder extends QuotePolicy.Builder<Builder, Identity, Allowance> {
    private static final int MOST_16_BITS = 0xffff;

    private @Nullable Requirement<Set<Integer>> productIds;
    private @Nullable Requirement<Integer> securityVersion;
    private @Nullable Requirement<Integer> configVersion;
    private @Nullable Requirement<Masked> attributes;
    private @Nullable Requirement<Masked> miscSelect;

    private Builder() {
      super(Identity.class, Allowance.class);
    }

    @Override
    protected Builder self() {
      return this;
    }

    /// Requires one of these products of the signer's.
    ///
    /// @throws IllegalArgumentException if there is none, or one isn't a number of 16 bits
    public Builder requireProductIds(Set<Integer> accepted) {
      if (accepted.isEmpty()) {
        throw new IllegalArgumentException("one or more product ids are needed");
      }
      accepted.forEach(Builder::sixteen);
      productIds = new Require<>(Set.copyOf(accepted));
      return this;
    }

    private static int sixteen(int number) {
      if (number < 0 || number > MOST_16_BITS) {
        throw new IllegalArgumentException("a number from 0 to 65535 is needed");
      }
      return number;
    }

    /// Accepts any product.
    public Builder ignoreProductIds(String why) {
      productIds = new Ignore<>(why);
      return this;
    }

    /// Requires this security version or a later one.
    ///
    /// @throws IllegalArgumentException if it isn't a number of 16 bits
    public Builder requireSecurityVersion(int least) {
      securityVersion = new Require<>(sixteen(least));
      return this;
    }

    /// Accepts any security version.
    public Builder ignoreSecurityVersion(String why) {
      securityVersion = new Ignore<>(why);
      return this;
    }

    /// Requires this version of the configuration or a later one.
    ///
    /// @throws IllegalArgumentException if it isn't a number of 16 bits
    public Builder requireConfigVersion(int least) {
      configVersion = new Require<>(sixteen(least));
      return this;
    }

    /// Accepts any version of the configuration.
    public Builder ignoreConfigVersion(String why) {
      configVersion = new Ignore<>(why);
      return this;
    }

    /// Requires some attributes.
    ///
    /// @throws IllegalArgumentException unless it is of 16 bytes
    public Builder requireAttributes(Masked wanted) {
      attributes = new Require<>(sized(wanted, 16));
      return this;
    }

    /// Accepts any attributes but those that need to be allowed.
    public Builder ignoreAttributes(String why) {
      attributes = new Ignore<>(why);
      return this;
    }

    /// Requires something of MISCSELECT.
    ///
    /// @throws IllegalArgumentException unless it is of 4 bytes
    public Builder requireMiscSelect(Masked wanted) {
      miscSelect = new Require<>(sized(wanted, 4));
      return this;
    }

    private static Masked sized(Masked wanted, int length) {
      if (wanted.mask().length() != length) {
        throw new IllegalArgumentException("a mask of " + length + " bytes is needed");
      }
      return wanted;
    }

    /// Accepts any MISCSELECT.
    public Builder ignoreMiscSelect(String why) {
      miscSelect = new Ignore<>(why);
      return this;
    }

    /// The policy.
    ///
    /// @throws IllegalArgumentException if a claim is neither required nor ignored
    public SgxPolicy build() {
      return new SgxPolicy(this);
    }
  }
}
