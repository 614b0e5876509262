// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a relying party accepts of an enclave. Each claim is required or ignored for a stated
/// reason; a policy in which one was forgotten isn't built.
public final class NitroPolicy implements AppraisalPolicy {
  /// AWS's root for the commercial regions, "aws.nitro-enclaves", valid until 2049.
  public static final TrustAnchor AWS_ROOT_G1 =
      new TrustAnchor(
          "aws-nitro-enclaves-g1",
          Bytes.fromHex("641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b"),
          false);

  private final List<TrustAnchor> anchors;
  private final Requirement<List<ReferenceValues>> image;
  private final Requirement<Set<Bytes>> signer;
  private final Requirement<Set<Bytes>> role;
  private final Requirement<Set<String>> instance;
  private final Map<Binding, Requirement<Binding>> bindings;
  private final Requirement<Duration> age;
  private final Optional<String> debugAllowed;

  /// What ties evidence to a relying party's request, compared with its `Challenge`.
  public enum Binding {
    /// The relying party's nonce.
    NONCE("nonce"),
    /// The bound public key.
    PUBLIC_KEY("public-key"),
    /// The bound user data.
    USER_DATA("user-data");

    private final String label;

    Binding(String label) {
      this.label = label;
    }

    /// The stable name used in checks and reasons.
    public String label() {
      return label;
    }
  }

  private NitroPolicy(Builder built) {
    anchors = built.anchors.isEmpty() ? List.of(AWS_ROOT_G1) : List.copyOf(built.anchors);
    image = built.decided(built.image, "image");
    signer = built.decided(built.signer, "signer");
    role = built.decided(built.role, "role");
    instance = built.decided(built.instance, "instance");
    for (Binding binding : Binding.values()) {
      built.decided(built.bindings.get(binding), binding.label());
    }
    bindings = Map.copyOf(built.bindings);
    age = built.decided(built.age, "age");
    debugAllowed = Optional.ofNullable(built.debugAllowed);
  }

  /// A policy to fill in.
  public static Builder builder() {
    return new Builder();
  }

  /// The same policy, but live evidence may be `limit` old at most; a stricter limit of its own
  /// stays.
  ///
  /// @throws IllegalArgumentException unless the duration is positive
  public NitroPolicy withAgeLimit(Duration limit) {
    if (age instanceof Require<Duration>(Duration own) && own.compareTo(limit) <= 0) {
      return this;
    }
    return copy().requireAge(limit).build();
  }

  /// The same policy for one image.
  ///
  /// @param accepted in the place of what it says of images
  /// @param signed PCR 8, in the place of what it says of signers; empty: that stays
  /// @throws IllegalArgumentException if PCR 8 can't be a signer's
  public NitroPolicy withImage(ReferenceValues accepted, Optional<Bytes> signed) {
    Builder copy = copy().requireImage(List.of(accepted));
    return (signed.isPresent() ? copy.requireSigner(Set.of(signed.get())) : copy).build();
  }

  private Builder copy() {
    Builder copy = new Builder();
    copy.anchors.addAll(anchors);
    copy.image = image;
    copy.signer = signer;
    copy.role = role;
    copy.instance = instance;
    copy.bindings.putAll(bindings);
    copy.debugAllowed = debugAllowed.orElse(null);
    copy.age = age;
    return copy;
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.NITRO_ENCLAVE;
  }

  @Override
  public List<TrustAnchor> anchors() {
    return anchors;
  }

  /// The accepted images.
  public Requirement<List<ReferenceValues>> image() {
    return image;
  }

  /// The accepted values of PCR 8.
  public Requirement<Set<Bytes>> signer() {
    return signer;
  }

  /// The accepted values of PCR 3.
  public Requirement<Set<Bytes>> role() {
    return role;
  }

  /// The accepted EC2 instance ids.
  public Requirement<Set<String>> instance() {
    return instance;
  }

  /// How old live evidence may be.
  public Requirement<Duration> age() {
    return age;
  }

  /// Why enclaves in debug mode are accepted; empty: they aren't.
  public Optional<String> debugAllowed() {
    return debugAllowed;
  }

  /// What the policy says of `binding`.
  public Requirement<Binding> binding(Binding binding) {
    return Objects.requireNonNull(bindings.get(binding));
  }

  /// Collects a policy. Used by one thread.
  public static final class Builder {
    private final List<TrustAnchor> anchors = new ArrayList<>();
    private @Nullable Requirement<List<ReferenceValues>> image;
    private @Nullable Requirement<Set<Bytes>> signer;
    private @Nullable Requirement<Set<Bytes>> role;
    private @Nullable Requirement<Set<String>> instance;
    private final Map<Binding, Requirement<Binding>> bindings = new LinkedHashMap<>();
    private @Nullable Requirement<Duration> age;
    private @Nullable String debugAllowed;

    private Builder() {}

    /// Accepts a root. If none is named, [#AWS_ROOT_G1] is accepted; if one is, only the named are.
    public Builder anchor(TrustAnchor anchor) {
      anchors.add(anchor);
      return this;
    }

    /// Requires one of these images.
    ///
    /// @throws IllegalArgumentException if the list is empty: it would accept nothing or everything
    public Builder requireImage(List<ReferenceValues> accepted) {
      image = new Require<>(List.copyOf(notEmpty(accepted, "image")));
      return this;
    }

    /// Accepts any image.
    public Builder ignoreImage(String why) {
      image = new Ignore<>(why);
      return this;
    }

    /// Requires one of these values of PCR 8, which measures the certificate that signed the image.
    ///
    /// @throws IllegalArgumentException if the set is empty or holds something that isn't a PCR
    ///   value
    public Builder requireSigner(Set<Bytes> accepted) {
      accepted.forEach(value -> ReferenceValues.sensible(Pcrs.SIGNER, value));
      signer = new Require<>(Set.copyOf(notEmpty(accepted, "signer")));
      return this;
    }

    /// Accepts images signed by anyone or no one.
    public Builder ignoreSigner(String why) {
      signer = new Ignore<>(why);
      return this;
    }

    /// Requires one of these values of PCR 3, which measures the ARN of the parent instance's IAM
    /// role: [Pcrs#extended] of the ARN's UTF-8 form.
    ///
    /// @throws IllegalArgumentException if the set is empty or holds something that isn't a PCR
    ///   value
    public Builder requireRole(Set<Bytes> accepted) {
      accepted.forEach(value -> ReferenceValues.sensible(Pcrs.ROLE, value));
      role = new Require<>(Set.copyOf(notEmpty(accepted, "role")));
      return this;
    }

    /// Accepts any role of the parent instance.
    public Builder ignoreRole(String why) {
      role = new Ignore<>(why);
      return this;
    }

    /// Requires one of these EC2 instances as parent.
    ///
    /// @throws IllegalArgumentException if the set is empty
    public Builder requireInstance(Set<String> accepted) {
      instance = new Require<>(Set.copyOf(notEmpty(accepted, "instance")));
      return this;
    }

    /// Accepts any parent instance.
    public Builder ignoreInstance(String why) {
      instance = new Ignore<>(why);
      return this;
    }

    /// Requires that the nonce equals the challenge's.
    public Builder requireNonce() {
      return require(Binding.NONCE);
    }

    /// Doesn't look at the nonce, unless the challenge has one.
    public Builder ignoreNonce(String why) {
      return ignore(Binding.NONCE, why);
    }

    /// Requires that the public key equals the challenge's.
    public Builder requirePublicKey() {
      return require(Binding.PUBLIC_KEY);
    }

    /// Doesn't look at the public key, unless the challenge has one.
    public Builder ignorePublicKey(String why) {
      return ignore(Binding.PUBLIC_KEY, why);
    }

    /// Requires that the user data equal the challenge's.
    public Builder requireUserData() {
      return require(Binding.USER_DATA);
    }

    /// Doesn't look at the user data, unless the challenge has some.
    public Builder ignoreUserData(String why) {
      return ignore(Binding.USER_DATA, why);
    }

    /// Requires that live evidence was made at most `allowed` before it is judged.
    ///
    /// @throws IllegalArgumentException unless the duration is positive
    public Builder requireAge(Duration allowed) {
      if (!allowed.isPositive()) {
        throw new IllegalArgumentException("an age limit is a positive duration");
      }
      age = new Require<>(allowed);
      return this;
    }

    /// Accepts evidence of any age, as long as its certificates are valid.
    public Builder ignoreAge(String why) {
      age = new Ignore<>(why);
      return this;
    }

    /// Accepts enclaves in debug mode as well, which protect nothing; never the default.
    ///
    /// @throws IllegalArgumentException if no reason is given
    public Builder allowDebug(String why) {
      debugAllowed = new Ignore<>(why).why();
      return this;
    }

    /// The policy.
    ///
    /// @throws IllegalStateException if a claim was neither required nor ignored; names it
    public NitroPolicy build() {
      return new NitroPolicy(this);
    }

    private Builder require(Binding binding) {
      bindings.put(binding, new Require<>(binding));
      return this;
    }

    private Builder ignore(Binding binding, String why) {
      bindings.put(binding, new Ignore<>(why));
      return this;
    }

    private <T> Requirement<T> decided(@Nullable Requirement<T> requirement, String claim) {
      if (requirement == null) {
        throw new IllegalStateException("the policy says neither require nor ignore for " + claim);
      }
      return requirement;
    }

    private static <C extends Collection<?>> C notEmpty(C accepted, String claim) {
      if (accepted.isEmpty()) {
        throw new IllegalArgumentException("an empty list of accepted values for " + claim);
      }
      return accepted;
    }
  }
}
