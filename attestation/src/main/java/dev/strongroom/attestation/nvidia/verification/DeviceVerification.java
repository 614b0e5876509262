// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.checks.Appraisal;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.nvidia.DeviceIdentity;
import dev.strongroom.attestation.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.nvidia.NvidiaDevice;
import dev.strongroom.attestation.nvidia.SpdmReport;
import dev.strongroom.attestation.nvidia.verification.NvidiaCheck.Rule;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.PathProfile;
import dev.strongroom.attestation.x509.PathVerifier;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks whether one device's report is genuine: did a device that NVIDIA made sign these bytes, and
/// does it say of itself what its certificates say?
final class DeviceVerification {
  private final SignatureProvider signatures;
  private final PathVerifier paths;

  DeviceVerification(SignatureProvider signatures, PathVerifier paths) {
    this.signatures = signatures;
    this.paths = paths;
  }

  /// What is known of a device.
  ///
  /// @param path its certificates, root first; empty if they can't be read
  /// @param anchor the root; null if it isn't pinned
  record Known(
      NvidiaDevice device,
      Optional<DeviceIdentity> identity,
      List<Certificate> path,
      @Nullable TrustAnchor anchor) {

    Known {
      path = List.copyOf(path);
    }

    /// Names differ; all else is long.
    @Override
    public int hashCode() {
      return device.name().hashCode();
    }
  }

  Known check(
      NvidiaDevice device, Appraisal appraisal, List<TrustAnchor> anchors, CheckList checks) {
    layout(device, checks);
    List<Bytes> chain =
        device.chain().isEmpty() ? DeviceChain.among(appraisal.endorsements()) : device.chain();
    chain(device, chain, checks);
    PathVerifier.Result path =
        chain.size() < 2
            ? new PathVerifier.Result(List.of(), null, null)
            : paths.verify(
                device.name() + ".path",
                PathProfile.P384,
                chain.subList(1, chain.size()).reversed(),
                chain.getFirst(),
                anchors,
                appraisal.at(),
                checks);
    Optional<DeviceIdentity> identity = DeviceChain.identity(device.name(), path.certificates());
    model(device, identity, path.certificates(), checks);
    signature(device, path.leafKey(), checks);
    firmware(device, path.certificates(), checks);
    statement(device, identity, checks);
    number(device, identity, checks);
    mode(device, checks);
    return new Known(device, identity, path.certificates(), path.anchor());
  }

  private static NvidiaCheck name(NvidiaDevice device, Rule rule) {
    return new NvidiaCheck(device.name(), rule);
  }

  private static void layout(NvidiaDevice device, CheckList checks) {
    SpdmReport report = device.report();
    checks.pass(
        name(device, Rule.LAYOUT),
        report.blocks().size()
            + " measurements, slot "
            + report.slot()
            + (report.surplus() == 0 ? "" : "; a byte after the signature, unsigned, not read"));
  }

  private static void chain(NvidiaDevice device, List<Bytes> chain, CheckList checks) {
    NvidiaCheck name = name(device, Rule.CHAIN);
    if (chain.isEmpty()) {
      checks.fail(
          name, new Reason.EndorsementMissing("chain of certificates with one leaf of a device"));
    } else if (chain.size() != DeviceChain.LENGTH) {
      checks.fail(
          name, new Reason.Inconsistent(chain.size() + " certificates, not " + DeviceChain.LENGTH));
    } else {
      checks.pass(name, chain.size() + " certificates");
    }
  }

  private static void model(
      NvidiaDevice device,
      Optional<DeviceIdentity> identity,
      List<Certificate> path,
      CheckList checks) {
    NvidiaCheck name = name(device, Rule.MODEL);
    if (path.isEmpty()) {
      checks.fail(name, new Reason.Unverifiable("the certificates can't be read"));
      return;
    }
    Optional<NvidiaArchitecture> architecture = identity.flatMap(DeviceIdentity::architecture);
    if (identity.isEmpty() || architecture.isEmpty()) {
      checks.fail(
          name,
          new Reason.Inconsistent(
              "not named as a device that is known: " + path.getLast().commonName()));
    } else if (architecture.get().isSwitch() != device.isSwitch()) {
      checks.fail(
          name,
          new Reason.Inconsistent(
              "the report of a "
                  + (device.isSwitch() ? "switch" : "GPU")
                  + ", the certificates of a "
                  + identity.get().chip()));
    } else {
      checks.pass(name, identity.get().chip() + " " + identity.get().serialNumber().hex());
    }
  }

  private void signature(NvidiaDevice device, @Nullable PublicKey leafKey, CheckList checks) {
    NvidiaCheck name = name(device, Rule.SIGNATURE);
    if (leafKey == null) {
      checks.fail(name, new Reason.Unverifiable("no leaf with a usable P-384 key"));
    } else if (signatures.verify(
        SignatureAlgorithm.ECDSA_SHA384_FIXED,
        leafKey,
        device.report().signature(),
        device.report().signed())) {
      checks.pass(name, "made by the leaf's key");
    } else {
      checks.fail(name, new Reason.SignatureInvalid("signature isn't the leaf's over this report"));
    }
  }

  private static void firmware(NvidiaDevice device, List<Certificate> path, CheckList checks) {
    NvidiaCheck name = name(device, Rule.FIRMWARE_ID);
    Optional<Bytes> stated = device.report().opaque().firmwareId();
    if (stated.isEmpty()) {
      checks.skip(name, "the report names no firmware, as older ones don't");
    } else if (path.isEmpty()) {
      checks.fail(name, new Reason.Unverifiable("the certificates can't be read"));
    } else {
      try {
        Optional<Bytes> certified = FirmwareId.of(path.getLast());
        if (certified.equals(stated)) {
          checks.pass(name, "the one that the leaf is for");
        } else {
          checks.fail(
              name,
              new Reason.Inconsistent(
                  "the report names firmware "
                      + stated.get()
                      + ", the leaf "
                      + certified.map(Bytes::toString).orElse("none")));
        }
      } catch (DerException e) {
        checks.fail(
            name, new Reason.CertificateMalformed(path.size() - 1, String.valueOf(e.getMessage())));
      }
    }
  }

  /// What was sent along isn't signed, so it is believed only where it repeats the report.
  private static void statement(
      NvidiaDevice device, Optional<DeviceIdentity> identity, CheckList checks) {
    NvidiaCheck name = name(device, Rule.STATEMENT);
    Optional<Bytes> nonce = device.statedNonce();
    Optional<String> architecture = device.statedArchitecture();
    List<String> versions = device.statedVersions();
    if (nonce.isEmpty() && architecture.isEmpty() && versions.isEmpty()) {
      checks.skip(name, "nothing was sent beside the report");
      return;
    }
    String problem = null;
    if (nonce.isPresent() && !nonce.get().equals(device.report().nonce())) {
      problem = "another nonce is stated than the report's";
    } else if (architecture.isPresent() && !fits(architecture.get(), identity)) {
      problem = "another architecture is stated than the certificates': " + architecture.get();
    } else if (!versions.stream().allMatch(version -> isVersionOf(version, device))) {
      problem = "other versions are stated than the report's: " + versions;
    }
    if (problem == null) {
      checks.pass(name, "as in the report");
    } else {
      checks.fail(name, new Reason.Inconsistent(problem));
    }
  }

  private static boolean fits(String architecture, Optional<DeviceIdentity> identity) {
    return identity
        .flatMap(DeviceIdentity::architecture)
        .filter(known -> known.toString().equalsIgnoreCase(architecture))
        .isPresent();
  }

  private static boolean isVersionOf(String version, NvidiaDevice device) {
    return version.equalsIgnoreCase(device.report().opaque().driverVersion().orElse(null))
        || version.equalsIgnoreCase(device.report().opaque().vbiosVersion().orElse(null));
  }

  private static void number(
      NvidiaDevice device, Optional<DeviceIdentity> identity, CheckList checks) {
    NvidiaCheck name = name(device, Rule.NUMBER);
    Optional<Bytes> stated = device.report().opaque().switchPdi();
    if (stated.isEmpty()) {
      checks.skip(name, "GPUs don't name themselves");
    } else if (identity.filter(known -> known.pdi().equals(stated.get())).isPresent()) {
      checks.pass(name, stated.get().hex());
    } else {
      checks.fail(
          name,
          new Reason.Inconsistent(
              "the switch calls itself " + stated.get().hex() + ", its certificate doesn't"));
    }
  }

  private static void mode(NvidiaDevice device, CheckList checks) {
    NvidiaCheck name = name(device, Rule.MODE);
    if (device.isSwitch()) {
      checks.skip(name, "switches have none");
    } else {
      device
          .report()
          .opaque()
          .mode()
          .ifPresentOrElse(
              mode -> checks.pass(name, mode.toString()),
              () ->
                  checks.fail(
                      name,
                      new Reason.Inconsistent(
                          "protected PCIe by one of the report's fields, not by the other")));
    }
  }
}
