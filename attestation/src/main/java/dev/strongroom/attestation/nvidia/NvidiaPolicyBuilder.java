// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.nvidia.NvidiaPolicy.Count;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Collects an [NvidiaPolicy]. Used by one thread. What only GPUs have (driver, mode, partitions)
/// is neither asked of nor to be said in a policy for switches.
public final class NvidiaPolicyBuilder {
  private static final String SWITCHES = "switches have none";
  private static final Pattern DEVICE = Pattern.compile("[0-9]{1,49}|0x[0-9a-f]{2,64}");

  private final EvidenceKind kind;
  private final List<TrustAnchor> anchors = new ArrayList<>();
  private final List<TrustAnchor> manifestAnchors = new ArrayList<>();
  private final Set<String> denied = new HashSet<>();
  private @Nullable Requirement<Count> count;
  private @Nullable Requirement<Set<NvidiaArchitecture>> architectures;
  private @Nullable Requirement<Set<String>> driverVersions;
  private @Nullable Requirement<Set<String>> vbiosVersions;
  private @Nullable Requirement<Boolean> driverManifest;
  private @Nullable Requirement<Boolean> vbiosManifest;
  private @Nullable Requirement<Set<NvidiaMode>> modes;
  private @Nullable Requirement<Boolean> wholeGpu;
  private @Nullable Requirement<Set<String>> devices;
  private @Nullable Requirement<Boolean> nonce;
  private @Nullable String unknownRevocationAllowed;
  private @Nullable String holdAllowed;
  private @Nullable String expiredManifestAllowed;

  NvidiaPolicyBuilder(EvidenceKind kind) {
    this.kind = kind;
    if (kind == EvidenceKind.NVIDIA_SWITCH) {
      driverVersions = new Ignore<>(SWITCHES);
      driverManifest = new Ignore<>(SWITCHES);
      modes = new Ignore<>(SWITCHES);
      wholeGpu = new Ignore<>(SWITCHES);
    }
  }

  /// Accepts a root of devices. If none is named, [NvidiaPolicy#DEVICE_ROOT] is accepted; if one
  /// is, only the named are.
  public NvidiaPolicyBuilder anchor(TrustAnchor anchor) {
    anchors.add(anchor);
    return this;
  }

  /// Accepts a root of manifests. If none is named, [NvidiaPolicy#MANIFEST_ROOT] is accepted; if
  /// one is, only the named are.
  public NvidiaPolicyBuilder manifestAnchor(TrustAnchor anchor) {
    manifestAnchors.add(anchor);
    return this;
  }

  /// Requires exactly so many devices.
  ///
  /// @throws IllegalArgumentException if that is none
  public NvidiaPolicyBuilder requireCount(int gpus, int switches) {
    count = new Require<>(new Count(gpus, switches));
    return this;
  }

  /// Accepts any number of devices.
  public NvidiaPolicyBuilder ignoreCount(String why) {
    count = new Ignore<>(why);
    return this;
  }

  /// Requires one of these generations of each device.
  ///
  /// @throws IllegalArgumentException if the set is empty
  public NvidiaPolicyBuilder requireArchitectures(Set<NvidiaArchitecture> accepted) {
    architectures = new Require<>(Set.copyOf(notEmpty(accepted)));
    return this;
  }

  /// Accepts all generations that are known.
  public NvidiaPolicyBuilder ignoreArchitectures(String why) {
    architectures = new Ignore<>(why);
    return this;
  }

  /// Requires one of these drivers of each GPU, such as `550.90.07`.
  ///
  /// @throws IllegalArgumentException if the set is empty
  public NvidiaPolicyBuilder requireDriverVersions(Set<String> accepted) {
    driverVersions = new Require<>(Set.copyOf(notEmpty(accepted)));
    return this;
  }

  /// Accepts any driver.
  public NvidiaPolicyBuilder ignoreDriverVersions(String why) {
    driverVersions = new Ignore<>(why);
    return this;
  }

  /// Requires one of these versions of each device's VBIOS or BIOS, such as `96.00.9F.00.01`.
  ///
  /// @throws IllegalArgumentException if the set is empty
  public NvidiaPolicyBuilder requireVbiosVersions(Set<String> accepted) {
    vbiosVersions =
        new Require<>(
            notEmpty(accepted).stream()
                .map(version -> version.toUpperCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet()));
    return this;
  }

  /// Accepts any VBIOS and BIOS.
  public NvidiaPolicyBuilder ignoreVbiosVersions(String why) {
    vbiosVersions = new Ignore<>(why);
    return this;
  }

  /// Requires that NVIDIA's manifest of the driver is given and fits.
  public NvidiaPolicyBuilder requireDriverManifest() {
    driverManifest = new Require<>(true);
    return this;
  }

  /// Accepts measurements of the driver unseen.
  public NvidiaPolicyBuilder ignoreDriverManifest(String why) {
    driverManifest = new Ignore<>(why);
    return this;
  }

  /// Requires that NVIDIA's manifest of VBIOS or BIOS is given and fits.
  public NvidiaPolicyBuilder requireVbiosManifest() {
    vbiosManifest = new Require<>(true);
    return this;
  }

  /// Accepts measurements of VBIOS and BIOS unseen: firmware for debugging as well.
  public NvidiaPolicyBuilder ignoreVbiosManifest(String why) {
    vbiosManifest = new Ignore<>(why);
    return this;
  }

  /// Requires one of these modes of all GPUs.
  ///
  /// @throws IllegalArgumentException if the set is empty
  public NvidiaPolicyBuilder requireModes(Set<NvidiaMode> accepted) {
    modes = new Require<>(Set.copyOf(notEmpty(accepted)));
    return this;
  }

  /// Accepts any mode; a GPU in protected PCIe still needs the rest of its set.
  public NvidiaPolicyBuilder ignoreModes(String why) {
    modes = new Ignore<>(why);
    return this;
  }

  /// Requires that no GPU is cut into partitions (MIG). Reports don't say, so such a policy accepts
  /// nothing until they do.
  public NvidiaPolicyBuilder requireWholeGpu() {
    wholeGpu = new Require<>(true);
    return this;
  }

  /// Accepts GPUs of which isn't known whether they are cut into partitions.
  public NvidiaPolicyBuilder ignoreWholeGpu(String why) {
    wholeGpu = new Ignore<>(why);
    return this;
  }

  /// Requires that each device is one of these: a `ueid` in decimal, or the permanent number as
  /// `0x` and hexadecimal digits in lower case.
  ///
  /// @throws IllegalArgumentException if the set is empty or holds something else
  public NvidiaPolicyBuilder requireDevices(Set<String> accepted) {
    accepted.forEach(NvidiaPolicyBuilder::number);
    devices = new Require<>(Set.copyOf(notEmpty(accepted)));
    return this;
  }

  /// Accepts any of NVIDIA's devices.
  public NvidiaPolicyBuilder ignoreDevices(String why) {
    devices = new Ignore<>(why);
    return this;
  }

  /// Refuses a device, in the same form.
  ///
  /// @throws IllegalArgumentException if it is in another form
  public NvidiaPolicyBuilder deny(String device) {
    denied.add(number(device));
    return this;
  }

  /// Requires that the nonce equals the challenge's, which has to have 32 bytes.
  public NvidiaPolicyBuilder requireNonce() {
    nonce = new Require<>(true);
    return this;
  }

  /// Doesn't look at the nonce, unless the challenge has one.
  public NvidiaPolicyBuilder ignoreNonce(String why) {
    nonce = new Ignore<>(why);
    return this;
  }

  /// Accepts certificates of which no OCSP response is given.
  public NvidiaPolicyBuilder allowUnknownRevocation(String why) {
    unknownRevocationAllowed = new Ignore<>(why).why();
    return this;
  }

  /// Accepts certificates that are on hold: revoked for now.
  public NvidiaPolicyBuilder allowHold(String why) {
    holdAllowed = new Ignore<>(why).why();
    return this;
  }

  /// Accepts manifests whose signer has expired: firmware is used for longer than the two years
  /// that a signer has.
  public NvidiaPolicyBuilder allowExpiredManifest(String why) {
    expiredManifestAllowed = new Ignore<>(why).why();
    return this;
  }

  /// The policy.
  ///
  /// @throws IllegalStateException if nothing was said of a claim
  public NvidiaPolicy build() {
    return new NvidiaPolicy(
        kind,
        anchors.isEmpty() ? List.of(NvidiaPolicy.DEVICE_ROOT) : anchors,
        manifestAnchors.isEmpty() ? List.of(NvidiaPolicy.MANIFEST_ROOT) : manifestAnchors,
        decided(count, "count"),
        decided(architectures, "architecture"),
        decided(driverVersions, "driver"),
        decided(vbiosVersions, "vbios"),
        decided(driverManifest, "driver-manifest"),
        decided(vbiosManifest, "vbios-manifest"),
        decided(modes, "mode"),
        decided(wholeGpu, "whole-gpu"),
        decided(devices, "device"),
        decided(nonce, "nonce"),
        denied,
        Optional.ofNullable(unknownRevocationAllowed),
        Optional.ofNullable(holdAllowed),
        Optional.ofNullable(expiredManifestAllowed));
  }

  private static <T> Requirement<T> decided(@Nullable Requirement<T> claim, String name) {
    if (claim == null) {
      throw new IllegalStateException(name + " is neither required nor ignored");
    }
    return claim;
  }

  private static <T extends Collection<?>> T notEmpty(T accepted) {
    if (accepted.isEmpty()) {
      throw new IllegalArgumentException("an empty list accepts nothing");
    }
    return accepted;
  }

  private static String number(String device) {
    if (!DEVICE.matcher(device).matches() || zero(device)) {
      throw new IllegalArgumentException(
          "a device is a ueid in decimal, or 0x and hexadecimal digits in lower case: " + device);
    }
    return device;
  }

  private static boolean zero(String device) {
    return device.startsWith("0x")
        && (device.length() % 2 != 0 || Bytes.fromHex(device.substring(2)).isAllZero());
  }
}
