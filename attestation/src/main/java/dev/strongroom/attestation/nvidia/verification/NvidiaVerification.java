// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.checks.Appraisal;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.Finding;
import dev.strongroom.attestation.nvidia.DeviceIdentity;
import dev.strongroom.attestation.nvidia.NvidiaClaims;
import dev.strongroom.attestation.nvidia.NvidiaDevice;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import dev.strongroom.attestation.nvidia.verification.DeviceVerification.Known;
import dev.strongroom.attestation.nvidia.verification.NvidiaCheck.Rule;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.PathVerifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Verifies evidence of NVIDIA's devices: each device for itself, then what NVIDIA says of it, then
/// what the policy asks of all together.
public final class NvidiaVerification {
  /// How the root of a simulated device is named.
  private static final String SIMULATED = "SIMULATED";

  /// Of one device: its path, its report, and two manifests with their paths and answers.
  private static final int SIGNATURES = 24;

  /// Of those who sign manifests and answers.
  private static final int PATHS = 16;

  private final SignatureProvider signatures;
  private final PathVerifier paths;

  /// A verification that computes with `signatures` and verifies paths by `paths`.
  public NvidiaVerification(SignatureProvider signatures, PathVerifier paths) {
    this.signatures = signatures;
    this.paths = paths;
  }

  /// Runs all checks.
  ///
  /// @param policy null if the evidence is only inspected: NVIDIA's two roots are then taken from
  ///   the given ones, each for its own paths
  public Finding check(
      NvidiaEvidence evidence,
      @Nullable NvidiaPolicy policy,
      Appraisal appraisal,
      CheckList checks) {
    // Devices of one generation share all but the last certificates, and manifests share signers.
    SignatureProvider once = signatures.forOneVerdict(SIGNATURES * evidence.devices().size());
    return new NvidiaVerification(once, paths.forOneVerdict(once, PATHS))
        .judge(evidence, policy, appraisal, checks);
  }

  private Finding judge(
      NvidiaEvidence evidence,
      @Nullable NvidiaPolicy policy,
      Appraisal appraisal,
      CheckList checks) {
    List<Known> devices = genuine(evidence, appraisal, checks);
    checks.enter(Stage.PLATFORM);
    Revocation revocation =
        new Revocation(
            signatures,
            appraisal,
            policy == null ? Optional.empty() : policy.holdAllowed(),
            checks);
    for (Known known : devices) {
      // The leaf is the firmware's key of this boot, of which no responder has heard.
      revocation.check(
          known.device().name(),
          known.anchor() == null ? List.of() : known.path(),
          known.path().size() - 2);
    }
    Map<Known, Set<Rule>> fitting = manifests(devices, policy, appraisal, revocation, checks);
    checks.enter(Stage.POLICY);
    if (policy != null) {
      new NvidiaAppraisal(policy, evidence, devices, checks)
          .check(appraisal.challenge(), fitting, revocation);
    }
    return new Finding(
        new NvidiaClaims(
            evidence,
            devices.stream().flatMap(known -> known.identity().stream()).toList(),
            devices.stream().anyMatch(NvidiaVerification::simulated)),
        revocation.status(),
        List.of());
  }

  private List<Known> genuine(NvidiaEvidence evidence, Appraisal appraisal, CheckList checks) {
    DeviceVerification verification = new DeviceVerification(signatures, paths);
    List<TrustAnchor> anchors = without(NvidiaPolicy.MANIFEST_ROOT, appraisal.anchors());
    List<Known> devices = new ArrayList<>();
    for (NvidiaDevice device : evidence.devices()) {
      devices.add(verification.check(device, appraisal, anchors, checks));
    }
    set(devices, checks);
    return devices;
  }

  private static List<TrustAnchor> without(TrustAnchor other, List<TrustAnchor> anchors) {
    return anchors.stream().filter(anchor -> !anchor.sha256().equals(other.sha256())).toList();
  }

  /// What makes several devices one piece of evidence.
  private static void set(List<Known> devices, CheckList checks) {
    NvidiaCheck nonce = NvidiaCheck.of(Rule.SET_NONCE);
    Set<Bytes> nonces = new HashSet<>();
    Set<Bytes> responses = new HashSet<>();
    Set<Object> names = new HashSet<>();
    for (Known known : devices) {
      nonces.add(known.device().report().nonce());
      responses.add(known.device().report().signed());
      names.add(
          known.identity().<Object>map(DeviceIdentity::serialNumber).orElse(known.device().name()));
    }
    if (nonces.size() == 1) {
      checks.pass(nonce, "one question to all");
    } else {
      checks.fail(nonce, new Reason.Inconsistent("devices answer " + nonces.size() + " nonces"));
    }
    NvidiaCheck duplicates = NvidiaCheck.of(Rule.SET_DUPLICATES);
    if (names.size() == devices.size() && responses.size() == devices.size()) {
      checks.pass(duplicates, devices.size() + " devices");
    } else {
      checks.fail(duplicates, new Reason.Inconsistent("a device answers more than once"));
    }
  }

  private Map<Known, Set<Rule>> manifests(
      List<Known> devices,
      @Nullable NvidiaPolicy policy,
      Appraisal appraisal,
      Revocation revocation,
      CheckList checks) {
    ManifestVerification verification =
        new ManifestVerification(
            signatures,
            paths,
            appraisal,
            policy == null
                ? without(NvidiaPolicy.DEVICE_ROOT, appraisal.anchors())
                : policy.manifestAnchors(),
            policy == null ? Optional.empty() : policy.expiredManifestAllowed(),
            revocation,
            checks);
    boolean driver = policy == null || policy.driverManifest() instanceof Require;
    boolean vbios = policy == null || policy.vbiosManifest() instanceof Require;
    Map<Known, Set<Rule>> fitting = new LinkedHashMap<>();
    for (Known known : devices) {
      fitting.put(known, verification.check(known, driver, vbios));
    }
    return fitting;
  }

  private static boolean simulated(Known known) {
    if (known.anchor() != null && known.anchor().simulated()) {
      return true;
    }
    List<Certificate> path = known.path();
    String root = path.isEmpty() ? null : path.getFirst().commonName();
    return root != null && root.startsWith(SIMULATED);
  }
}
