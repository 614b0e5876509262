// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What policies for quotes say alike, of enclaves and of trust domains.
///
/// @param <C> the claims whose accepted values are listed
/// @param <A> what is refused unless it is allowed for a reason
public abstract class QuotePolicy<C extends Enum<C> & QuotePolicy.Claim, A extends Enum<A>> {
  private final List<TrustAnchor> anchors;
  private final PlatformTerms platform;
  private final Map<C, Requirement<Set<Bytes>>> values;
  private final Requirement<Boolean> reportData;
  private final Map<A, String> allowances;

  /// A claim of fixed length whose accepted values are listed.
  public interface Claim {
    /// The stable name used in JSON.
    String label();

    /// Bytes of a value.
    int length();

    /// Whether zeros in it would identify nothing.
    boolean identifies();
  }

  /// Takes over what was collected.
  ///
  /// @throws IllegalArgumentException if a claim is neither required nor ignored
  protected QuotePolicy(Builder<?, C, A> built) {
    anchors = built.anchors.isEmpty() ? List.of(IntelRoot.ANCHOR) : List.copyOf(built.anchors);
    platform = decided(built.platform, "platform");
    for (C claim : built.claims) {
      decided(built.values.get(claim), claim.label());
    }
    values = new EnumMap<>(built.values);
    reportData = decided(built.reportData, "reportData");
    allowances = Map.copyOf(built.allowances);
  }

  /// What was said of a claim.
  ///
  /// @throws IllegalArgumentException if nothing was
  protected static <T> T decided(@Nullable T claim, String name) {
    if (claim == null) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is neither required nor ignored; say which");
    }
    return claim;
  }

  /// The accepted roots.
  public List<TrustAnchor> anchors() {
    return anchors;
  }

  /// What is accepted of the platform.
  public PlatformTerms platform() {
    return platform;
  }

  /// What the policy says of a claim.
  protected Requirement<Set<Bytes>> values(C claim) {
    return Objects.requireNonNull(values.get(claim));
  }

  /// Whether the report data have to be the challenge's.
  public Requirement<Boolean> reportData() {
    return reportData;
  }

  /// Why something is allowed; empty: it isn't.
  public Optional<String> allowed(A allowance) {
    return Optional.ofNullable(allowances.get(allowance));
  }

  /// Collects a policy. Used by one thread.
  ///
  /// @param <B> the builder itself
  /// @param <C> as of the policy
  /// @param <A> as of the policy
  public abstract static class Builder<
      B extends Builder<B, C, A>, C extends Enum<C> & Claim, A extends Enum<A>> {
    private final List<C> claims;
    private final List<TrustAnchor> anchors = new ArrayList<>();
    private @Nullable PlatformTerms platform;
    private final Map<C, Requirement<Set<Bytes>>> values;
    private @Nullable Requirement<Boolean> reportData;
    private final Map<A, String> allowances;

    /// An empty one.
    protected Builder(Class<C> claims, Class<A> allowances) {
      this.claims = List.of(claims.getEnumConstants());
      this.values = new EnumMap<>(claims);
      this.allowances = new EnumMap<>(allowances);
    }

    /// This builder.
    protected abstract B self();

    /// Accepts a root. If none is named, [IntelRoot#ANCHOR] is accepted; if one is, only the named.
    public B anchor(TrustAnchor anchor) {
      anchors.add(anchor);
      return self();
    }

    /// Says what is accepted of the platform.
    public B platform(PlatformTerms terms) {
      platform = terms;
      return self();
    }

    /// Requires one of these values.
    ///
    /// @throws IllegalArgumentException if there is none, one has another length, or all zeros
    ///   where they would identify nothing
    public B require(C claim, Set<Bytes> accepted) {
      if (accepted.isEmpty()
          || accepted.stream().anyMatch(value -> value.length() != claim.length())) {
        throw new IllegalArgumentException(
            "one or more values of " + claim.length() + " bytes are needed");
      }
      if (claim.identifies() && accepted.stream().anyMatch(Bytes::isAllZero)) {
        throw new IllegalArgumentException(claim.label() + " of zeros identifies nothing");
      }
      values.put(claim, new Require<>(Set.copyOf(accepted)));
      return self();
    }

    /// Accepts any value.
    public B ignore(C claim, String why) {
      values.put(claim, new Ignore<>(why));
      return self();
    }

    /// Requires that the report data are the challenge's user data.
    public B requireReportData() {
      reportData = new Require<>(true);
      return self();
    }

    /// Doesn't look at the report data, unless the challenge has some.
    public B ignoreReportData(String why) {
      reportData = new Ignore<>(why);
      return self();
    }

    /// Allows what is refused otherwise; never the default.
    ///
    /// @throws IllegalArgumentException if no reason is given
    public B allow(A allowance, String why) {
      allowances.put(allowance, new Ignore<>(why).why());
      return self();
    }
  }
}
