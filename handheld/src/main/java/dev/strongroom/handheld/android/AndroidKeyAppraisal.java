// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.CheckName;
import dev.strongroom.attestation.checks.ClaimChecks;
import dev.strongroom.handheld.android.AndroidKeyPolicy.Application;
import dev.strongroom.handheld.android.AndroidKeyPolicy.Purpose;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// Asks whether a policy accepts what a phone says of a key.
public final class AndroidKeyAppraisal {
  private static final long GENERATED = 0;

  private final AndroidKeyPolicy policy;
  private final KeyDescription description;
  private final AuthorizationList hardware;
  private final CheckList checks;
  private final ClaimChecks claims;

  private AndroidKeyAppraisal(
      AndroidKeyPolicy policy, KeyDescription description, CheckList checks) {
    this.policy = policy;
    this.description = description;
    this.hardware = description.hardware();
    this.checks = checks;
    this.claims = new ClaimChecks(checks);
  }

  /// Runs all checks of stage policy.
  ///
  /// @param found what verification found; one that couldn't read the description has failed
  public static void check(
      AndroidKeyPolicy policy,
      AndroidKeyVerification.Result found,
      Optional<StatusList> list,
      Challenge challenge,
      Instant at,
      CheckList checks) {
    revocation(policy.trust(), found.notRevoked(), list, at, checks);
    if (found.leaf() == null || found.description() == null) {
      checks.fail(
          AndroidKeyCheck.POLICY_LEVEL, new Reason.Unverifiable("nothing is known of the key"));
      return;
    }
    AndroidKeyAppraisal appraisal = new AndroidKeyAppraisal(policy, found.description(), checks);
    appraisal.provisioning(found.provisioning());
    appraisal.level();
    appraisal.boot();
    appraisal.versions();
    appraisal.key();
    appraisal.application();
    appraisal.binding(challenge, found.leaf().publicKeyInfo());
  }

  private static void revocation(
      AndroidKeyPolicy.Trust trust,
      boolean notRevoked,
      Optional<StatusList> list,
      Instant at,
      CheckList checks) {
    AndroidKeyCheck check = AndroidKeyCheck.POLICY_REVOCATION;
    boolean fresh =
        list.isPresent() && !list.get().fetched().isBefore(at.minus(trust.statusListAge()));
    if (notRevoked && fresh) {
      checks.pass(check, "as of " + list.orElseThrow().fetched());
    } else if (trust.unknownRevocation().isPresent()) {
      checks.pass(check, "UNKNOWN REVOCATION allowed: " + trust.unknownRevocation().get());
    } else if (notRevoked) {
      Instant fetched = list.orElseThrow().fetched();
      checks.fail(
          check,
          new Reason.EndorsementOutOfDate(
              "status list", fetched, fetched.plus(trust.statusListAge()), at));
    } else {
      checks.fail(
          check,
          new Reason.RevocationUnknown("no status list says that no attesting key was revoked"));
    }
  }

  private void provisioning(Provisioning found) {
    demanded(
        AndroidKeyCheck.POLICY_PROVISIONING,
        policy.trust().remotelyProvisioned(),
        found == Provisioning.REMOTE,
        "provisioning",
        found.toString());
  }

  private void level() {
    SecurityLevel found = AndroidKeyVerification.least(description);
    if (found.compareTo(policy.key().least()) >= 0) {
      checks.pass(AndroidKeyCheck.POLICY_LEVEL, found.toString());
    } else {
      checks.fail(
          AndroidKeyCheck.POLICY_LEVEL,
          new Reason.ClaimNotAccepted("security-level", found.toString()));
    }
  }

  private void boot() {
    AndroidKeyPolicy.Boot wanted = policy.boot();
    Optional<RootOfTrust> found = hardware.rootOfTrust();
    claims.accepted(
        AndroidKeyCheck.POLICY_BOOT_STATE,
        "boot-state",
        new Require<>(wanted.states()),
        found.map(RootOfTrust::state),
        RootOfTrust.BootState::toString);
    claims.allowed(
        AndroidKeyCheck.POLICY_LOCKED,
        found.isEmpty() || !found.get().locked(),
        wanted.unlocked(),
        "unlocked",
        new Reason.ClaimNotAccepted("boot-loader", "unlocked"));
    claims.accepted(
        AndroidKeyCheck.POLICY_BOOT_KEY,
        "boot-key",
        wanted.key(),
        found.map(RootOfTrust::bootKey),
        Bytes::hex);
    claims.accepted(
        AndroidKeyCheck.POLICY_BOOT_HASH,
        "boot-hash",
        wanted.hash(),
        found.flatMap(RootOfTrust::bootHash),
        Bytes::hex);
  }

  private void versions() {
    AndroidKeyPolicy.Versions wanted = policy.versions();
    least(AndroidKeyCheck.POLICY_OS_VERSION, KeyMintTag.OS_VERSION, wanted.os());
    least(AndroidKeyCheck.POLICY_OS_PATCH, KeyMintTag.OS_PATCH_LEVEL, wanted.osPatch());
    least(AndroidKeyCheck.POLICY_VENDOR_PATCH, KeyMintTag.VENDOR_PATCH_LEVEL, wanted.vendorPatch());
    least(AndroidKeyCheck.POLICY_BOOT_PATCH, KeyMintTag.BOOT_PATCH_LEVEL, wanted.bootPatch());
  }

  private void least(CheckName check, KeyMintTag tag, Requirement<Long> wanted) {
    // What hardware doesn't say counts as the oldest.
    claims.least(
        check, check.label().substring("policy.".length()), wanted, hardware.number(tag).orElse(0));
  }

  private void key() {
    OptionalLong origin = hardware.number(KeyMintTag.ORIGIN);
    claims.allowed(
        AndroidKeyCheck.POLICY_ORIGIN,
        origin.isEmpty() || origin.getAsLong() != GENERATED,
        policy.key().imported(),
        "from elsewhere",
        new Reason.ClaimNotAccepted(
            "origin", origin.isEmpty() ? "absent" : Long.toUnsignedString(origin.getAsLong())));
    purposes();
    boolean all =
        hardware.has(KeyMintTag.ALL_APPLICATIONS)
            || description.software().has(KeyMintTag.ALL_APPLICATIONS);
    claims.allowed(
        AndroidKeyCheck.POLICY_ALL_APPLICATIONS,
        all,
        Optional.empty(),
        "for all applications",
        new Reason.ClaimNotAccepted("applications", "all"));
    boolean resistant =
        hardware.has(KeyMintTag.ROLLBACK_RESISTANCE) || hardware.has(KeyMintTag.ROLLBACK_RESISTANT);
    demanded(
        AndroidKeyCheck.POLICY_ROLLBACK,
        policy.key().rollbackResistance(),
        resistant,
        "rollback-resistance",
        resistant ? "resistant" : "absent");
    boolean unlocks =
        !hardware.has(KeyMintTag.NO_AUTH_REQUIRED)
            && hardware.number(KeyMintTag.USER_AUTH_TYPE).orElse(0) != 0;
    demanded(
        AndroidKeyCheck.POLICY_USER_AUTHENTICATION,
        policy.key().userAuthentication(),
        unlocks,
        "user-authentication",
        unlocks ? "needed" : "not needed");
  }

  private void purposes() {
    Set<Long> found = hardware.set(KeyMintTag.PURPOSE);
    String words = names(found);
    switch (policy.key().purposes()) {
      case Ignore<Set<Purpose>>(String why) -> claims.ignored(AndroidKeyCheck.POLICY_PURPOSE, why);
      case Require<Set<Purpose>>(Set<Purpose> wanted) -> {
        Set<Long> allowed =
            wanted.stream().map(Purpose::number).collect(Collectors.toUnmodifiableSet());
        if (!found.isEmpty() && allowed.containsAll(found)) {
          checks.pass(AndroidKeyCheck.POLICY_PURPOSE, words);
        } else {
          checks.fail(
              AndroidKeyCheck.POLICY_PURPOSE, new Reason.ClaimNotAccepted("purpose", words));
        }
      }
    }
  }

  /// Purposes by name, in the order of their numbers.
  static String names(Set<Long> purposes) {
    return purposes.isEmpty()
        ? "absent"
        : purposes.stream()
            .sorted()
            .map(AndroidKeyAppraisal::name)
            .collect(Collectors.joining(" "));
  }

  private static String name(long purpose) {
    for (Purpose known : Purpose.values()) {
      if (known.number() == purpose) {
        return known.toString();
      }
    }
    return Long.toUnsignedString(purpose);
  }

  private void application() {
    Optional<ApplicationId> found = description.software().applicationId();
    if (found.isEmpty()) {
      found = hardware.applicationId();
    }
    // Apps that share a user id share their keys: each of them has to be accepted, by each signer.
    switch (policy.application()) {
      case Ignore<Set<Application>>(String why) ->
          claims.ignored(AndroidKeyCheck.POLICY_APPLICATION, why);
      case Require<Set<Application>>(Set<Application> wanted) -> {
        if (found.isPresent() && accepted(wanted, found.get())) {
          checks.pass(AndroidKeyCheck.POLICY_APPLICATION, AndroidKeyDetails.apps(found.get()));
        } else {
          checks.fail(
              AndroidKeyCheck.POLICY_APPLICATION,
              new Reason.ClaimNotAccepted(
                  "application", found.map(AndroidKeyDetails::apps).orElse("absent")));
        }
      }
    }
  }

  private static boolean accepted(Set<Application> wanted, ApplicationId found) {
    return !found.packages().isEmpty()
        && !found.signers().isEmpty()
        && found.packages().keySet().stream()
            .allMatch(name ->
                found.signers().stream()
                    .allMatch(signer -> wanted.contains(new Application(name, signer))));
  }

  private void binding(Challenge challenge, Bytes publicKey) {
    claims.nonce(
        AndroidKeyCheck.POLICY_NONCE,
        policy.nonce(),
        challenge,
        Optional.of(description.challenge()).filter(c -> !c.isEmpty()));
    claims.bound(
        AndroidKeyCheck.POLICY_PUBLIC_KEY,
        "public-key",
        new Ignore<>("the key is what is attested"),
        challenge.publicKey(),
        publicKey::equals,
        Optional.of(publicKey));
    claims.unbindable(AndroidKeyCheck.POLICY_USER_DATA, "user-data", challenge.userData());
  }

  private void demanded(
      CheckName check, Requirement<Boolean> wanted, boolean is, String claim, String found) {
    switch (wanted) {
      case Ignore<Boolean>(String why) -> claims.ignored(check, why);
      case Require<Boolean> _ -> {
        if (is) {
          checks.pass(check, found);
        } else {
          checks.fail(check, new Reason.ClaimNotAccepted(claim, found));
        }
      }
    }
  }
}
