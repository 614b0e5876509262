// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.checks.Appraisal;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.nvidia.DeviceIdentity;
import dev.strongroom.attestation.nvidia.NvidiaDevice;
import dev.strongroom.attestation.nvidia.OpaqueData;
import dev.strongroom.attestation.nvidia.verification.DeviceVerification.Known;
import dev.strongroom.attestation.nvidia.verification.NvidiaCheck.Rule;
import dev.strongroom.attestation.x509.PathProfile;
import dev.strongroom.attestation.x509.PathVerifier;
import dev.strongroom.attestation.x509.RememberedEndorsements;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares devices' measurements with those that NVIDIA published for their driver and firmware.
/// Which manifests are needed follows from what the devices signed, never from what is given.
final class ManifestVerification {
  /// Without the first video decoder, its firmware isn't measured.
  private static final int VIDEO_DECODER = 35;

  private final SignatureProvider signatures;
  private final PathVerifier paths;
  private final Appraisal appraisal;
  private final List<TrustAnchor> anchors;
  private final Optional<String> expiredAllowed;
  private final Revocation revocation;
  private final CheckList checks;
  private final List<ReferenceManifest> given = new ArrayList<>();
  private final Map<ReferenceManifest, Boolean> verified = new LinkedHashMap<>();
  private @Nullable String malformed;

  ManifestVerification(
      SignatureProvider signatures,
      PathVerifier paths,
      Appraisal appraisal,
      List<TrustAnchor> anchors,
      Optional<String> expiredAllowed,
      Revocation revocation,
      CheckList checks) {
    this.signatures = signatures;
    this.paths = paths;
    this.appraisal = appraisal;
    this.anchors = anchors;
    this.expiredAllowed = expiredAllowed;
    this.revocation = revocation;
    this.checks = checks;
    for (Bytes encoded :
        new LinkedHashSet<>(appraisal.endorsements().of(Endorsements.Type.REFERENCE_MANIFEST))) {
      try {
        given.add(
            paths.endorsements().read(ReferenceManifest.class, encoded, ManifestReader::read));
      } catch (MalformedManifestException e) {
        malformed = e.getMessage();
      }
    }
  }

  /// Compares one device's measurements.
  ///
  /// @param driver whether the driver's are looked at
  /// @param vbios whether those of VBIOS or BIOS are looked at
  /// @return which of the two fit
  Set<Rule> check(Known known, boolean driver, boolean vbios) {
    NvidiaDevice device = known.device();
    OpaqueData opaque = device.report().opaque();
    Set<Rule> fitting = new LinkedHashSet<>();
    Optional<ReferenceManifest> driverManifest =
        device.isSwitch() || !driver
            ? Optional.empty()
            : find(known, opaque.driverVersion(), Rule.DRIVER_MANIFEST);
    Optional<ReferenceManifest> vbiosManifest =
        vbios ? find(known, opaque.vbiosVersion(), Rule.VBIOS_MANIFEST) : Optional.empty();
    conflict(device, driverManifest, vbiosManifest);
    compare(device, driverManifest, Rule.DRIVER_MANIFEST, fitting);
    compare(device, vbiosManifest, Rule.VBIOS_MANIFEST, fitting);
    return fitting;
  }

  /// The manifest's name at NVIDIA's RIM service, from what the device signed.
  static String id(Known known, Rule rule) {
    OpaqueData opaque = known.device().report().opaque();
    String chip = known.identity().map(DeviceIdentity::chip).orElse("?");
    String version = opaque.vbiosVersion().orElse("?").replace(".", "");
    if (rule == Rule.DRIVER_MANIFEST) {
      return "NV_GPU_DRIVER_" + chip + "_" + opaque.driverVersion().orElse("?");
    }
    if (known.device().isSwitch()) {
      return "NV_SWITCH_BIOS_…_" + version;
    }
    return "NV_GPU_VBIOS_"
        + opaque.project().orElse("?")
        + "_"
        + opaque.projectSku().orElse("?")
        + "_"
        + opaque.chipSku().orElse("?")
        + "_"
        + version;
  }

  private Optional<ReferenceManifest> find(Known known, Optional<String> version, Rule rule) {
    NvidiaCheck name = new NvidiaCheck(known.device().name(), rule);
    if (known.identity().isEmpty() || version.isEmpty()) {
      checks.fail(name, new Reason.Unverifiable("the device isn't known"));
      return Optional.empty();
    }
    String chip = known.identity().get().chip();
    String edition = known.device().isSwitch() ? "SWITCH" : "GPU";
    List<ReferenceManifest> about =
        given.stream()
            .filter(manifest ->
                manifest.product().equals(chip)
                    && manifest.edition().equals(edition)
                    && manifest.version().equalsIgnoreCase(version.get()))
            .toList();
    if (about.size() == 1) {
      return Optional.of(about.getFirst());
    }
    if (about.size() > 1) {
      checks.fail(
          name, new Reason.EndorsementInvalid(id(known, rule), "several manifests are given"));
    } else if (malformed != null) {
      checks.fail(name, new Reason.EndorsementMalformed("a reference manifest", malformed));
    } else {
      checks.skip(name, "no manifest is given: " + id(known, rule));
    }
    return Optional.empty();
  }

  private void conflict(
      NvidiaDevice device, Optional<ReferenceManifest> driver, Optional<ReferenceManifest> vbios) {
    NvidiaCheck name = new NvidiaCheck(device.name(), Rule.MANIFEST_CONFLICT);
    if (driver.isEmpty() || vbios.isEmpty()) {
      checks.skip(name, "no two manifests");
      return;
    }
    Set<Integer> both = new LinkedHashSet<>(driver.get().active().keySet());
    both.retainAll(vbios.get().active().keySet());
    if (both.isEmpty()) {
      checks.pass(name, "no index stands in both");
    } else {
      checks.fail(
          name,
          new Reason.EndorsementInvalid("manifests of driver and VBIOS", "both name " + both));
    }
  }

  private void compare(
      NvidiaDevice device, Optional<ReferenceManifest> given, Rule rule, Set<Rule> fitting) {
    if (given.isEmpty()) {
      return;
    }
    ReferenceManifest manifest = given.get();
    NvidiaCheck name = new NvidiaCheck(device.name(), rule);
    if (!verified.computeIfAbsent(manifest, this::verify)) {
      checks.fail(name, new Reason.Unverifiable("the manifest isn't NVIDIA's word"));
      return;
    }
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (var entry : manifest.active().entrySet()) {
      int index = entry.getKey();
      if (index == VIDEO_DECODER && device.report().opaque().videoDecoderOff()) {
        continue;
      }
      compared++;
      Bytes found = device.report().blocks().get(index + 1);
      if (found == null || !entry.getValue().contains(found)) {
        differences.add("index " + index + " is " + (found == null ? "absent" : found.hex()));
      }
    }
    if (differences.isEmpty() && compared > 0) {
      fitting.add(rule);
      checks.pass(name, compared + " measurements of " + manifest.version());
    } else {
      checks.fail(name, new Reason.MeasurementNotAccepted(differences));
    }
  }

  /// Whether the manifest is NVIDIA's; notes the checks that say so. Each manifest is verified
  /// once, however many devices it is for.
  private boolean verify(ReferenceManifest manifest) {
    String subject = "manifest-" + verified.size();
    int failures = checks.failures();
    Instant at = expiry(subject, manifest);
    PathVerifier.Result path =
        paths.verifyEndorser(
            subject + ".path",
            PathProfile.P384,
            manifest.chain().subList(1, manifest.chain().size()).reversed(),
            manifest.chain().getFirst(),
            anchors,
            at,
            checks);
    NvidiaCheck name = new NvidiaCheck(subject, Rule.MANIFEST_SIGNATURE);
    if (path.leafKey() == null || checks.failures() != failures) {
      checks.fail(name, new Reason.Unverifiable("not verified, because the path doesn't hold"));
      return false;
    }
    if (!signed(manifest, path.leafKey(), path.certificates().getLast().publicKeyInfo())) {
      checks.fail(
          name, new Reason.SignatureInvalid("signature isn't the signer's over this manifest"));
      return false;
    }
    checks.pass(name, manifest.product() + " " + manifest.version());
    revocation.check(subject, path.certificates(), path.certificates().size() - 1);
    return checks.failures() == failures;
  }

  /// Whether a key on a path that holds signed the manifest: as remembered of the same bytes, or as
  /// computed.
  private boolean signed(ReferenceManifest manifest, PublicKey key, Bytes info) {
    RememberedEndorsements remembered = paths.endorsements();
    if (remembered.signed(ReferenceManifest.class, manifest.encoded(), info)) {
      return true;
    }
    try {
      // One that is kept has lost what it takes; another key is asked about it.
      ReferenceManifest whole =
          manifest.signature().isPresent() ? manifest : ManifestReader.read(manifest.encoded());
      if (!whole.signature().orElseThrow().verifies(key, signatures)) {
        return false;
      }
      remembered.remember(
          ReferenceManifest.class,
          manifest.encoded(),
          info,
          encoded -> ManifestReader.read(encoded).withoutSignature());
      return true;
    } catch (MalformedManifestException e) {
      throw new IllegalStateException("what was read once reads again", e);
    }
  }

  /// The instant at which the signer's path is judged: when it was still valid, if the policy
  /// allows manifests whose signer has expired.
  private Instant expiry(String subject, ReferenceManifest manifest) {
    NvidiaCheck name = new NvidiaCheck(subject, Rule.MANIFEST_EXPIRY);
    Instant last =
        manifest.chainEnds().filter(end -> end.isBefore(appraisal.at())).orElse(appraisal.at());
    if (!last.isBefore(appraisal.at())) {
      checks.pass(name, "the signer hasn't expired");
    } else if (expiredAllowed.isPresent()) {
      checks.pass(name, "EXPIRED SIGNER (" + last + ") allowed: " + expiredAllowed.get());
      return last;
    } else {
      checks.skip(name, "the signer expired " + last + "; its path is judged as of now");
    }
    return appraisal.at();
  }
}
