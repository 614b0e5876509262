// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects [SnpRequirements]. Used by one thread.
public final class SnpRequirementsBuilder {
  private static final String NOTHING = "the policy demands nothing";
  private static final int CHIP_ID = 64;

  /// The id of a chip of Turin, without the zeros that follow it.
  private static final int SHORT_CHIP_ID = 8;

  private static final int DIGEST = 48;
  private static final int HOST_DATA = 32;
  private static final int ID = 16;

  private final List<TrustAnchor> anchors = new ArrayList<>();
  private @Nullable Requirement<Set<Product>> product;
  private final Set<Product> deniedProducts = new HashSet<>();
  private @Nullable Requirement<Set<Bytes>> chip;
  private final Set<Bytes> deniedChips = new HashSet<>();
  private Requirement<Set<String>> provider = new Require<>(Set.of());
  private @Nullable Requirement<Map<Product, TcbVersion>> minimumTcb;
  private Requirement<Map<Product, TcbVersion>> launchTcb = new Ignore<>(NOTHING);
  private Requirement<Long> launchMitigations = new Ignore<>(NOTHING);
  private Requirement<Long> currentMitigations = new Ignore<>(NOTHING);
  private Requirement<Set<PlatformBit>> platformInfo = new Ignore<>(NOTHING);
  private Requirement<Set<GuestPolicy.Bit>> guestPolicy = new Ignore<>(NOTHING);
  private Requirement<GuestPolicy.Abi> abi = new Ignore<>(NOTHING);
  private Requirement<Set<Long>> vmpl = new Require<>(Set.of(0L));
  private Requirement<Long> guestSvn = new Ignore<>(NOTHING);
  private Requirement<Set<Bytes>> familyId = new Ignore<>(NOTHING);
  private Requirement<Set<Bytes>> imageId = new Ignore<>(NOTHING);
  private @Nullable Requirement<Set<Bytes>> idKey;
  private Requirement<Set<Bytes>> authorKey = new Ignore<>(NOTHING);
  private @Nullable Requirement<List<ReferenceMeasurement>> measurement;
  private @Nullable Requirement<Set<Bytes>> hostData;
  private final Map<Relaxation, String> relaxations = new EnumMap<>(Relaxation.class);

  SnpRequirementsBuilder() {}

  /// Accepts a root. If none is named, AMD's of all products are accepted; if one is, only the
  /// named are.
  public SnpRequirementsBuilder anchor(TrustAnchor anchor) {
    anchors.add(anchor);
    return this;
  }

  /// Requires one of these products.
  ///
  /// @throws IllegalArgumentException if nothing would be accepted
  public SnpRequirementsBuilder requireProduct(Set<Product> accepted) {
    product = new Require<>(Set.copyOf(notEmpty(accepted)));
    return this;
  }

  /// Accepts any product that AMD's roots vouch for.
  public SnpRequirementsBuilder ignoreProduct(String why) {
    product = new Ignore<>(why);
    return this;
  }

  /// Refuses these products: for those whose hardware was broken.
  public SnpRequirementsBuilder denyProducts(Set<Product> denied) {
    deniedProducts.addAll(denied);
    return this;
  }

  /// Requires one of these chips; ids of 64 bytes, or of 8 for Turin's.
  ///
  /// @throws IllegalArgumentException if the set is empty or holds a value of another length or
  ///   zero
  public SnpRequirementsBuilder requireChip(Set<Bytes> accepted) {
    chip = new Require<>(chips(notEmpty(accepted)));
    return this;
  }

  /// Accepts any chip.
  public SnpRequirementsBuilder ignoreChip(String why) {
    chip = new Ignore<>(why);
    return this;
  }

  /// Refuses these chips: AMD revokes none. A report that doesn't tell its chip is refused then.
  public SnpRequirementsBuilder denyChips(Set<Bytes> denied) {
    deniedChips.addAll(chips(denied));
    return this;
  }

  /// Accepts keys that AMD leased to one of these providers, by the name in the certificate (such
  /// as `CN=cc-us-east-2.amazonaws.com`). If nothing is said, leased keys are refused.
  ///
  /// @throws IllegalArgumentException if nothing would be accepted
  public SnpRequirementsBuilder requireProvider(Set<String> accepted) {
    provider = new Require<>(Set.copyOf(notEmpty(accepted)));
    return this;
  }

  /// Accepts keys leased to any provider.
  public SnpRequirementsBuilder ignoreProvider(String why) {
    provider = new Ignore<>(why);
    return this;
  }

  /// Requires a reported TCB of at least these levels; other products are refused.
  ///
  /// @throws IllegalArgumentException if nothing would be accepted
  public SnpRequirementsBuilder requireMinimumTcb(Collection<TcbVersion> minimum) {
    minimumTcb = new Require<>(byProduct(minimum));
    return this;
  }

  /// Accepts any firmware, known to be broken or not.
  public SnpRequirementsBuilder ignoreMinimumTcb(String why) {
    minimumTcb = new Ignore<>(why);
    return this;
  }

  /// Requires at least these levels when the guest was launched or moved.
  ///
  /// @throws IllegalArgumentException if nothing would be accepted
  public SnpRequirementsBuilder requireLaunchTcb(Collection<TcbVersion> minimum) {
    launchTcb = new Require<>(byProduct(minimum));
    return this;
  }

  /// Requires these bits of the vector of mitigations at launch; reports before version 5 have
  /// none.
  public SnpRequirementsBuilder requireLaunchMitigations(long bits) {
    launchMitigations = new Require<>(bits);
    return this;
  }

  /// Requires these bits of the vector of mitigations now; reports before version 5 have none.
  public SnpRequirementsBuilder requireCurrentMitigations(long bits) {
    currentMitigations = new Require<>(bits);
    return this;
  }

  /// Requires that the platform is set up like this.
  ///
  /// @throws IllegalArgumentException if nothing would be accepted
  public SnpRequirementsBuilder requirePlatformInfo(Set<PlatformBit> bits) {
    platformInfo = new Require<>(Set.copyOf(notEmpty(bits)));
    return this;
  }

  /// Requires that the guest's policy has these bits.
  ///
  /// @throws IllegalArgumentException if nothing would be accepted
  public SnpRequirementsBuilder requireGuestPolicy(Set<GuestPolicy.Bit> bits) {
    guestPolicy = new Require<>(Set.copyOf(notEmpty(bits)));
    return this;
  }

  /// Requires that the guest demands at least this interface.
  public SnpRequirementsBuilder requireAbi(GuestPolicy.Abi minimum) {
    abi = new Require<>(minimum);
    return this;
  }

  /// Requires one of these privilege levels, [SnpReport#HOST] for reports that the host asked for.
  /// If nothing is said, level 0 is required: above others, somebody else's code may run.
  ///
  /// @throws IllegalArgumentException if nothing would be accepted
  public SnpRequirementsBuilder requireVmpl(Set<Long> accepted) {
    vmpl = new Require<>(Set.copyOf(notEmpty(accepted)));
    return this;
  }

  /// Accepts any privilege level.
  public SnpRequirementsBuilder ignoreVmpl(String why) {
    vmpl = new Ignore<>(why);
    return this;
  }

  /// Requires at least this security version of the guest.
  public SnpRequirementsBuilder requireGuestSvn(long minimum) {
    guestSvn = new Require<>(minimum);
    return this;
  }

  /// Requires one of these family ids.
  ///
  /// @throws IllegalArgumentException if the set is empty or holds a value of another length or
  ///   zero
  public SnpRequirementsBuilder requireFamilyId(Set<Bytes> accepted) {
    familyId = new Require<>(values(accepted, ID));
    return this;
  }

  /// Requires one of these image ids.
  ///
  /// @throws IllegalArgumentException if the set is empty or holds a value of another length or
  ///   zero
  public SnpRequirementsBuilder requireImageId(Set<Bytes> accepted) {
    imageId = new Require<>(values(accepted, ID));
    return this;
  }

  /// Requires an ID block that one of these keys signed; SHA-384 of the key's structure.
  ///
  /// @throws IllegalArgumentException if the set is empty or holds a value of another length or
  ///   zero
  public SnpRequirementsBuilder requireIdKey(Set<Bytes> accepted) {
    idKey = new Require<>(values(accepted, DIGEST));
    return this;
  }

  /// Accepts guests with any ID block or none.
  public SnpRequirementsBuilder ignoreIdKey(String why) {
    idKey = new Ignore<>(why);
    return this;
  }

  /// Requires an ID key that one of these keys signed; SHA-384 of the key's structure.
  ///
  /// @throws IllegalArgumentException if the set is empty or holds a value of another length or
  ///   zero
  public SnpRequirementsBuilder requireAuthorKey(Set<Bytes> accepted) {
    authorKey = new Require<>(values(accepted, DIGEST));
    return this;
  }

  /// Requires one of these measurements.
  ///
  /// @throws IllegalArgumentException if nothing would be accepted
  public SnpRequirementsBuilder requireMeasurement(List<ReferenceMeasurement> accepted) {
    measurement = new Require<>(List.copyOf(notEmpty(accepted)));
    return this;
  }

  /// Accepts any measurement.
  public SnpRequirementsBuilder ignoreMeasurement(String why) {
    measurement = new Ignore<>(why);
    return this;
  }

  /// Requires one of these values of the host's data, which may be zero.
  ///
  /// @throws IllegalArgumentException if the set is empty or holds a value of another length
  public SnpRequirementsBuilder requireHostData(Set<Bytes> accepted) {
    notEmpty(accepted).forEach(value -> length(value, HOST_DATA));
    hostData = new Require<>(Set.copyOf(accepted));
    return this;
  }

  /// Accepts any data of the host.
  public SnpRequirementsBuilder ignoreHostData(String why) {
    hostData = new Ignore<>(why);
    return this;
  }

  /// Allows something that is refused by default.
  ///
  /// @throws IllegalArgumentException if no reason is given
  public SnpRequirementsBuilder allow(Relaxation relaxation, String why) {
    relaxations.put(relaxation, new Ignore<>(why).why());
    return this;
  }

  /// The requirements.
  ///
  /// @throws IllegalStateException if a claim was neither required nor ignored; names it
  public SnpRequirements build() {
    List<TrustAnchor> roots =
        anchors.isEmpty()
            ? List.of(Product.values()).stream().map(Product::anchor).toList()
            : anchors;
    return new SnpRequirements(
        roots,
        decided(product, "product"),
        deniedProducts,
        decided(chip, "chip"),
        deniedChips,
        provider,
        decided(minimumTcb, "minimum TCB"),
        launchTcb,
        launchMitigations,
        currentMitigations,
        platformInfo,
        guestPolicy,
        abi,
        vmpl,
        guestSvn,
        familyId,
        imageId,
        decided(idKey, "ID key"),
        authorKey,
        decided(measurement, "measurement"),
        decided(hostData, "host data"),
        relaxations);
  }

  private static <T> Requirement<T> decided(@Nullable Requirement<T> requirement, String claim) {
    if (requirement == null) {
      throw new IllegalStateException("the policy says neither require nor ignore for " + claim);
    }
    return requirement;
  }

  private static <C extends Collection<?>> C notEmpty(C accepted) {
    if (accepted.isEmpty()) {
      throw new IllegalArgumentException("an empty list of accepted values");
    }
    return accepted;
  }

  private static Map<Product, TcbVersion> byProduct(Collection<TcbVersion> minimum) {
    Map<Product, TcbVersion> map = new EnumMap<>(Product.class);
    for (TcbVersion version : notEmpty(minimum)) {
      if (map.put(version.product(), version) != null) {
        throw new IllegalArgumentException("two minima for " + version.product());
      }
    }
    return Map.copyOf(map);
  }

  private static Set<Bytes> values(Set<Bytes> accepted, int length) {
    for (Bytes value : notEmpty(accepted)) {
      length(value, length);
      if (value.isAllZero()) {
        throw new IllegalArgumentException("zeros stand for no value");
      }
    }
    return Set.copyOf(accepted);
  }

  private static void length(Bytes value, int length) {
    if (value.length() != length) {
      throw new IllegalArgumentException(value.length() + " bytes instead of " + length);
    }
  }

  private static Set<Bytes> chips(Set<Bytes> ids) {
    Set<Bytes> padded = new HashSet<>();
    for (Bytes id : ids) {
      if (id.isAllZero() || (id.length() != CHIP_ID && id.length() != SHORT_CHIP_ID)) {
        throw new IllegalArgumentException("a chip's id has 64 bytes, or 8 on Turin");
      }
      byte[] full = java.util.Arrays.copyOf(id.toByteArray(), CHIP_ID);
      padded.add(Bytes.copyOf(full));
    }
    return Set.copyOf(padded);
  }
}
