// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.ClaimChecks;
import dev.strongroom.attestation.checks.VerifierCheck;
import dev.strongroom.attestation.nvidia.DeviceIdentity;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import dev.strongroom.attestation.nvidia.NvidiaPolicy.Count;
import dev.strongroom.attestation.nvidia.verification.DeviceVerification.Known;
import dev.strongroom.attestation.nvidia.verification.NvidiaCheck.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Asks whether a policy accepts what devices claim; says nothing about whether it is genuine.
final class NvidiaAppraisal {
  private final NvidiaPolicy policy;
  private final NvidiaEvidence evidence;
  private final List<Known> devices;
  private final CheckList checks;
  private final ClaimChecks claims;

  NvidiaAppraisal(
      NvidiaPolicy policy, NvidiaEvidence evidence, List<Known> devices, CheckList checks) {
    this.policy = policy;
    this.evidence = evidence;
    this.devices = devices;
    this.checks = checks;
    this.claims = new ClaimChecks(checks);
  }

  /// Runs all checks.
  ///
  /// @param fitting which manifests fit, by device
  void check(Challenge challenge, Map<Known, Set<Rule>> fitting, Revocation revocation) {
    kind();
    claims.nonce(
        NvidiaCheck.of(Rule.POLICY_NONCE),
        policy.nonce(),
        challenge,
        Optional.of(evidence.devices().getFirst().report().nonce()));
    claims.unbindable(NvidiaCheck.of(Rule.POLICY_PUBLIC_KEY), "public-key", challenge.publicKey());
    claims.unbindable(NvidiaCheck.of(Rule.POLICY_USER_DATA), "user-data", challenge.userData());
    count();
    each(
        Rule.POLICY_ARCHITECTURE,
        "architecture",
        policy.architectures(),
        devices,
        known -> known.identity().flatMap(DeviceIdentity::architecture));
    each(
        Rule.POLICY_DRIVER,
        "driver",
        policy.driverVersions(),
        gpus(),
        known -> known.device().report().opaque().driverVersion());
    each(
        Rule.POLICY_VBIOS,
        "vbios",
        policy.vbiosVersions(),
        devices,
        known -> known.device().report().opaque().vbiosVersion());
    manifest(
        Rule.POLICY_DRIVER_MANIFEST,
        Rule.DRIVER_MANIFEST,
        policy.driverManifest(),
        gpus(),
        fitting);
    manifest(
        Rule.POLICY_VBIOS_MANIFEST, Rule.VBIOS_MANIFEST, policy.vbiosManifest(), devices, fitting);
    each(
        Rule.POLICY_MODE,
        "mode",
        policy.modes(),
        gpus(),
        known -> known.device().report().opaque().mode());
    Topology.check(policy, devices, checks);
    wholeGpu();
    allowed();
    denied();
    revocation(revocation);
  }

  private List<Known> gpus() {
    return devices.stream().filter(known -> !known.device().isSwitch()).toList();
  }

  private void kind() {
    if (evidence.kind() == policy.kind()) {
      checks.pass(VerifierCheck.POLICY_KIND, evidence.kind().toString());
    } else {
      checks.fail(VerifierCheck.POLICY_KIND, new Reason.WrongKind(policy.kind(), evidence.kind()));
    }
  }

  private void count() {
    claims.accepted(
        NvidiaCheck.of(Rule.POLICY_COUNT),
        "count",
        switch (policy.count()) {
          case Ignore<Count>(String why) -> new Ignore<Set<Count>>(why);
          case Require<Count>(Count wanted) -> new Require<>(Set.of(wanted));
        },
        Optional.of(new Count(evidence.gpus().size(), evidence.switches().size())),
        count -> count.gpus() + " GPUs and " + count.switches() + " switches");
  }

  /// One check over several devices: each has to have an accepted value.
  private <T> void each(
      Rule rule,
      String claim,
      Requirement<Set<T>> requirement,
      List<Known> among,
      Function<Known, Optional<T>> value) {
    NvidiaCheck name = NvidiaCheck.of(rule);
    switch (requirement) {
      case Ignore<Set<T>>(String why) -> claims.ignored(name, why);
      case Require<Set<T>>(Set<T> accepted) -> {
        List<String> found = new ArrayList<>();
        for (Known known : among) {
          Optional<T> own = value.apply(known);
          if (own.isEmpty() || !accepted.contains(own.get())) {
            checks.fail(
                name,
                new Reason.ClaimNotAccepted(
                    claim,
                    own.map(String::valueOf).orElse("absent") + " of " + known.device().name()));
            return;
          }
          found.add(own.get().toString());
        }
        if (found.isEmpty()) {
          checks.skip(name, "no device that has one");
        } else {
          checks.pass(name, String.join(", ", found.stream().distinct().toList()));
        }
      }
    }
  }

  private void manifest(
      Rule rule,
      Rule comparison,
      Requirement<Boolean> requirement,
      List<Known> among,
      Map<Known, Set<Rule>> fitting) {
    NvidiaCheck name = NvidiaCheck.of(rule);
    switch (requirement) {
      case Ignore<Boolean>(String why) -> claims.ignored(name, why);
      case Require<Boolean> _ -> {
        for (Known known : among) {
          if (!fitting.getOrDefault(known, Set.of()).contains(comparison)) {
            checks.fail(
                name,
                new Reason.EndorsementMissing(
                    "manifest that fits "
                        + known.device().name()
                        + ": "
                        + ManifestVerification.id(known, comparison)));
            return;
          }
        }
        if (among.isEmpty()) {
          checks.skip(name, "no device that has one");
        } else {
          checks.pass(name, "fits " + among.size() + " devices");
        }
      }
    }
  }

  private void wholeGpu() {
    NvidiaCheck name = NvidiaCheck.of(Rule.POLICY_WHOLE_GPU);
    switch (policy.wholeGpu()) {
      case Ignore<Boolean>(String why) -> claims.ignored(name, why);
      case Require<Boolean> _ ->
          checks.fail(
              name,
              new Reason.ClaimNotAccepted(
                  "whole-gpu", "reports don't say whether a GPU is cut into partitions"));
    }
  }

  private static List<String> names(Known known) {
    return known
        .identity()
        .map(identity -> List.of(identity.ueid(), "0x" + identity.serialNumber().hex()))
        .orElse(List.of());
  }

  private void allowed() {
    NvidiaCheck name = NvidiaCheck.of(Rule.POLICY_DEVICE);
    switch (policy.devices()) {
      case Ignore<Set<String>>(String why) -> claims.ignored(name, why);
      case Require<Set<String>>(Set<String> accepted) -> {
        for (Known known : devices) {
          if (names(known).stream().noneMatch(accepted::contains)) {
            checks.fail(
                name, new Reason.ClaimNotAccepted("device", String.join(", ", names(known))));
            return;
          }
        }
        checks.pass(name, devices.size() + " known devices");
      }
    }
  }

  private void denied() {
    NvidiaCheck name = NvidiaCheck.of(Rule.POLICY_DENIED);
    if (policy.denied().isEmpty()) {
      checks.skip(name, "the policy denies none");
      return;
    }
    for (Known known : devices) {
      List<String> names = names(known);
      Optional<String> found = names.stream().filter(policy.denied()::contains).findFirst();
      // Of a device that can't be named, nobody can say that it isn't a denied one.
      if (names.isEmpty() || found.isPresent()) {
        checks.fail(name, new Reason.Denied("device", found.orElse(known.device().name())));
        return;
      }
    }
    checks.pass(name, "none of " + policy.denied().size() + " denied");
  }

  private void revocation(Revocation revocation) {
    NvidiaCheck name = NvidiaCheck.of(Rule.POLICY_REVOCATION);
    if (revocation.status() == PlatformStatus.REVOKED && revocation.unknown().isEmpty()) {
      // Anything worse than a hold has failed above.
      if (policy.holdAllowed().isPresent()) {
        checks.pass(name, "ON HOLD allowed: " + policy.holdAllowed().get());
      } else {
        checks.fail(name, new Reason.StatusNotAccepted(PlatformStatus.REVOKED));
      }
    } else if (revocation.unknown().isEmpty()) {
      checks.pass(name, "known, and none");
    } else if (policy.unknownRevocationAllowed().isPresent()) {
      checks.pass(name, "UNKNOWN REVOCATION allowed: " + policy.unknownRevocationAllowed().get());
    } else {
      checks.fail(
          name, new Reason.RevocationUnknown("no OCSP response for " + revocation.unknown()));
    }
  }
}
