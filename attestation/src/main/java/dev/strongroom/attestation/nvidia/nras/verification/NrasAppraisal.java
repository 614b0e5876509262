// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.nras.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.ClaimChecks;
import dev.strongroom.attestation.nvidia.nras.CompactToken;
import dev.strongroom.attestation.nvidia.nras.NrasAnswer;
import dev.strongroom.attestation.nvidia.nras.NrasPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Asks whether a policy accepts what an answer says; says nothing about who signed it. A claim
/// that isn't there isn't accepted.
final class NrasAppraisal {
  /// Of claims of version 3, and of version 2.
  private static final Set<String> SUCCESS = Set.of("success", "comparison-successful");

  private final NrasPolicy policy;
  private final NrasAnswer answer;
  private final CheckList checks;
  private final ClaimChecks claims;

  NrasAppraisal(NrasPolicy policy, NrasAnswer answer, CheckList checks) {
    this.policy = policy;
    this.answer = answer;
    this.checks = checks;
    this.claims = new ClaimChecks(checks);
  }

  void check(Challenge challenge, Instant at) {
    claims.accepted(
        NrasCheck.POLICY_ISSUER,
        "issuer",
        new Require<>(policy.issuers()),
        answer.overall().text("iss"),
        Function.identity());
    time(at);
    claims.bound(
        NrasCheck.POLICY_NONCE,
        "nonce",
        policy.nonce(),
        challenge.nonce(),
        wanted ->
            answer.overall().text("eat_nonce").filter(wanted.hex()::equalsIgnoreCase).isPresent(),
        answer.overall().text("eat_nonce").map(Bytes::utf8));
    claims.unbindable(NrasCheck.POLICY_PUBLIC_KEY, "public-key", challenge.publicKey());
    claims.unbindable(NrasCheck.POLICY_USER_DATA, "user-data", challenge.userData());
    if (answer.overall().isTrue("x-nvidia-overall-att-result")) {
      checks.pass(NrasCheck.POLICY_RESULT, "true");
    } else {
      checks.fail(NrasCheck.POLICY_RESULT, new Reason.ClaimNotAccepted("result", "not true"));
    }
    each(
        NrasCheck.POLICY_MEASUREMENTS,
        token -> token.text("measres").filter(SUCCESS::contains).isPresent(),
        () -> new Reason.MeasurementNotAccepted(List.of("the service compared without success")));
    each(
        NrasCheck.POLICY_DEBUG,
        token -> token.text("dbgstat").filter("disabled"::equals).isPresent(),
        Reason.DebugMode::new);
    each(
        NrasCheck.POLICY_SECURE_BOOT,
        token -> token.isTrue("secboot"),
        () -> new Reason.ClaimNotAccepted("secure-boot", "not on"));
    count();
    versions(
        NrasCheck.POLICY_DRIVER,
        "driver",
        policy.driverVersions(),
        false,
        List.of("x-nvidia-gpu-driver-version"));
    versions(
        NrasCheck.POLICY_VBIOS,
        "vbios",
        policy.vbiosVersions(),
        true,
        List.of("x-nvidia-gpu-vbios-version", "x-nvidia-switch-bios-version"));
    versions(NrasCheck.POLICY_DEVICE, "device", policy.ueids(), true, List.of("ueid"));
  }

  private List<CompactToken> tokens() {
    List<CompactToken> all = new ArrayList<>();
    all.add(answer.overall());
    all.addAll(answer.devices().values());
    return all;
  }

  /// All tokens are in force (RFC 7519, 4.1.4 to 4.1.6); without an end they never are.
  private void time(Instant at) {
    long now = at.getEpochSecond();
    for (CompactToken token : tokens()) {
      Optional<Long> from = token.number("nbf").or(() -> token.number("iat"));
      Optional<Long> until = token.number("exp");
      Optional<Long> made = token.number("iat");
      if (from.isEmpty() || until.isEmpty() || made.isEmpty()) {
        checks.fail(NrasCheck.POLICY_TIME, new Reason.NoTimeStated());
        return;
      }
      if (now < from.get() || now >= until.get() || now < made.get()) {
        checks.fail(
            NrasCheck.POLICY_TIME,
            new Reason.EndorsementOutOfDate("token", second(from.get()), second(until.get()), at));
        return;
      }
    }
    checks.pass(NrasCheck.POLICY_TIME, "in force at " + at);
  }

  private static Instant second(long epoch) {
    return Instant.ofEpochSecond(
        Math.clamp(epoch, Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()));
  }

  private void each(
      NrasCheck name, Predicate<CompactToken> holds, Supplier<? extends Reason> otherwise) {
    if (!answer.devices().isEmpty() && answer.devices().values().stream().allMatch(holds)) {
      checks.pass(name, "of all devices");
    } else {
      checks.fail(name, otherwise.get());
    }
  }

  private void count() {
    claims.accepted(
        NrasCheck.POLICY_COUNT,
        "count",
        switch (policy.devices()) {
          case Ignore<Integer>(String why) -> new Ignore<Set<Integer>>(why);
          case Require<Integer>(Integer wanted) -> new Require<>(Set.of(wanted));
        },
        Optional.of(answer.devices().size()),
        String::valueOf);
  }

  /// @param all whether every device has to have the claim; else those that have it
  private void versions(
      NrasCheck name,
      String claim,
      Requirement<Set<String>> requirement,
      boolean all,
      List<String> names) {
    switch (requirement) {
      case Ignore<Set<String>>(String why) -> claims.ignored(name, why);
      case Require<Set<String>>(Set<String> accepted) -> {
        for (var device : answer.devices().entrySet()) {
          Optional<String> found =
              names.stream().flatMap(n -> device.getValue().text(n).stream()).findFirst();
          boolean needed = all || device.getKey().startsWith("GPU");
          if (found.isEmpty() ? needed : !accepted.contains(found.get())) {
            checks.fail(name, new Reason.ClaimNotAccepted(claim, found.orElse("absent")));
            return;
          }
        }
        checks.pass(name, "of all devices");
      }
    }
  }
}
