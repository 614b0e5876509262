// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.composite;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.checks.Appraisal;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.ClaimChecks;
import dev.strongroom.attestation.checks.Finding;
import dev.strongroom.attestation.checks.VerifierCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Asks whether a machine and its devices are genuine and bound to one another, and whether a
/// policy accepts all of them.
public final class CompositeVerification {
  private final Inner inner;

  /// Judges one part.
  @FunctionalInterface
  public interface Inner {
    /// Judges it.
    ///
    /// @param policy null if none is given
    Judged judge(Evidence evidence, @Nullable AppraisalPolicy policy, Appraisal appraisal);
  }

  /// What came of a part.
  public record Judged(Verdict verdict, Claims claims) {}

  /// Judges parts by `inner`.
  public CompositeVerification(Inner inner) {
    this.inner = inner;
  }

  /// Runs all checks.
  public Finding check(
      CompositeEvidence evidence,
      @Nullable CompositePolicy policy,
      Appraisal appraisal,
      CheckList checks) {
    List<Bytes> encoded = evidence.devices().stream().map(Evidence::encoded).toList();
    Bytes reportData = CompositeBinding.reportData(evidence.nonce(), evidence.publicKey(), encoded);
    Bytes deviceNonce = CompositeBinding.deviceNonce(evidence.nonce(), evidence.publicKey());

    Judged cpu =
        inner.judge(
            evidence.cpu(),
            policy == null ? null : policy.cpu(),
            asking(
                appraisal,
                policy == null ? null : policy.cpu(),
                Challenge.none().withUserData(reportData)));
    checks.add("cpu.", cpu.verdict().checks());
    List<Judged> devices = new ArrayList<>();
    for (int i = 0; i < evidence.devices().size(); i++) {
      Evidence device = evidence.devices().get(i);
      AppraisalPolicy own = policy == null ? null : policy.device(device.kind()).orElse(null);
      Judged judged =
          inner.judge(device, own, asking(appraisal, own, Challenge.ofNonce(deviceNonce)));
      checks.add("device" + (i + 1) + ".", judged.verdict().checks());
      devices.add(judged);
    }
    checks.enter(Stage.GENUINE);
    bound(cpu, reportData, devices, deviceNonce, checks);
    distinct(encoded, checks);
    checks.enter(Stage.POLICY);
    if (policy != null) {
      policy(evidence, policy, appraisal.challenge(), checks);
    }
    return finding(evidence, cpu, devices);
  }

  /// A part is judged under the roots of its own policy: those of another part don't vouch for it.
  private static Appraisal asking(
      Appraisal appraisal, @Nullable AppraisalPolicy policy, Challenge challenge) {
    return new Appraisal(
        appraisal.endorsements(),
        policy == null ? appraisal.anchors() : policy.anchors(),
        challenge,
        appraisal.time(),
        appraisal.at());
  }

  private static void bound(
      Judged cpu, Bytes reportData, List<Judged> devices, Bytes deviceNonce, CheckList checks) {
    Optional<Bytes> found = cpu.claims().userData();
    if (found.filter(reportData::equals).isPresent()) {
      checks.pass(CompositeCheck.TRANSCRIPT, "the machine binds nonce, key and devices");
    } else {
      checks.fail(
          CompositeCheck.TRANSCRIPT,
          new Reason.BindingDiffers(
              "transcript", reportData.toString(), found.map(Bytes::toString).orElse("absent")));
    }
    for (Judged device : devices) {
      Optional<Bytes> nonce = device.claims().nonce();
      if (nonce.filter(deviceNonce::equals).isEmpty()) {
        checks.fail(
            CompositeCheck.DEVICE_NONCE,
            new Reason.BindingDiffers(
                "device-nonce",
                deviceNonce.toString(),
                nonce.map(Bytes::toString).orElse("absent")));
        return;
      }
    }
    checks.pass(CompositeCheck.DEVICE_NONCE, "all devices bind nonce and key");
  }

  private static void distinct(List<Bytes> devices, CheckList checks) {
    Set<Bytes> different = new HashSet<>(devices);
    if (different.size() == devices.size()) {
      checks.pass(CompositeCheck.DISTINCT, devices.size() + " pieces of evidence");
    } else {
      checks.fail(CompositeCheck.DISTINCT, new Reason.Inconsistent("a device is there twice"));
    }
  }

  private static void policy(
      CompositeEvidence evidence, CompositePolicy policy, Challenge challenge, CheckList checks) {
    checks.pass(VerifierCheck.POLICY_KIND, EvidenceKind.COMPOSITE.toString());
    Set<EvidenceKind> found = EnumSet.noneOf(EvidenceKind.class);
    evidence.devices().forEach(device -> found.add(device.kind()));
    Set<EvidenceKind> wanted = new TreeSet<>(policy.devices().keySet());
    if (found.equals(wanted)) {
      checks.pass(CompositeCheck.POLICY_DEVICES, String.valueOf(found));
    } else {
      checks.fail(
          CompositeCheck.POLICY_DEVICES,
          new Reason.ClaimNotAccepted("devices", found + ", not " + wanted));
    }
    ClaimChecks claims = new ClaimChecks(checks);
    claims.nonce(
        CompositeCheck.POLICY_NONCE, policy.nonce(), challenge, Optional.of(evidence.nonce()));
    claims.bound(
        CompositeCheck.POLICY_PUBLIC_KEY,
        "public-key",
        policy.publicKey(),
        challenge.publicKey(),
        evidence.publicKey()::equals,
        Optional.of(evidence.publicKey()));
    if (challenge.userData().isPresent()) {
      claims.unbindable(CompositeCheck.TRANSCRIPT, "user-data", challenge.userData());
    }
  }

  /// The worst that is said of a part is said of the whole.
  private static Finding finding(CompositeEvidence evidence, Judged cpu, List<Judged> devices) {
    List<String> advisories = new ArrayList<>(cpu.verdict().advisories());
    PlatformStatus worst = cpu.verdict().platformStatus();
    for (Judged device : devices) {
      advisories.addAll(device.verdict().advisories());
      PlatformStatus status = device.verdict().platformStatus();
      worst = Comparator.<PlatformStatus>naturalOrder().compare(status, worst) > 0 ? status : worst;
    }
    return new Finding(
        new CompositeClaims(evidence, cpu.claims(), devices.stream().map(Judged::claims).toList()),
        worst,
        advisories);
  }
}
