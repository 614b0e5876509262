// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.CheckName;
import dev.strongroom.attestation.checks.ClaimChecks;
import dev.strongroom.handheld.HandheldClaims;
import dev.strongroom.handheld.apple.AppAttestPolicy.App;
import dev.strongroom.handheld.apple.AppAttestPolicy.Environment;
import dev.strongroom.handheld.apple.AuthenticatorData.Credential;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Asks whether a policy accepts what an attestation says, and says it.
public final class AppAttestAppraisal {
  private AppAttestAppraisal() {}

  /// Runs all checks of stage policy.
  public static void check(
      AppAttestPolicy policy, AppAttestEvidence evidence, Challenge challenge, CheckList checks) {
    AuthenticatorData data = evidence.authenticatorData();
    Credential credential = data.credential().orElseThrow();
    application(AppAttestCheck.POLICY_APPLICATION, policy, data, checks);
    Optional<Environment> environment = Environment.of(credential.environment());
    if (environment.filter(policy.environments()::contains).isPresent()) {
      checks.pass(AppAttestCheck.POLICY_ENVIRONMENT, environment.get().toString());
    } else {
      checks.fail(
          AppAttestCheck.POLICY_ENVIRONMENT,
          new Reason.ClaimNotAccepted("environment", name(credential.environment())));
    }
    Bytes key = AppAttestVerification.publicKey(evidence);
    new ClaimChecks(checks)
        .bound(
            AppAttestCheck.POLICY_PUBLIC_KEY,
            "public-key",
            new Ignore<>("the key is what is attested"),
            challenge.publicKey(),
            wanted -> wanted.equals(key) || wanted.equals(credential.keyId()),
            Optional.of(key));
  }

  static void application(
      CheckName check, AppAttestPolicy policy, AuthenticatorData data, CheckList checks) {
    switch (policy.application()) {
      case Ignore<Set<App>>(String why) -> new ClaimChecks(checks).ignored(check, why);
      case Require<Set<App>>(Set<App> wanted) -> {
        Optional<App> app =
            wanted.stream().filter(a -> a.hash().equals(data.appIdHash())).findAny();
        if (app.isPresent()) {
          checks.pass(check, app.get().team() + "." + app.get().bundle());
        } else {
          checks.fail(
              check,
              new Reason.ClaimNotAccepted(
                  "application", "one with the hash " + data.appIdHash().hex()));
        }
      }
    }
  }

  /// The claims.
  public static HandheldClaims claims(AppAttestEvidence evidence) {
    AuthenticatorData data = evidence.authenticatorData();
    Credential credential = data.credential().orElseThrow();
    SortedMap<String, String> details = new TreeMap<>();
    details.put("appIdHash", data.appIdHash().hex());
    details.put("environment", name(credential.environment()));
    details.put("keyId", credential.keyId().hex());
    if (!data.extensions().isEmpty()) {
      details.put("extensions", String.join(" ", data.extensions()));
    }
    return new HandheldClaims(
        EvidenceKind.APPLE_APP_ATTEST,
        Optional.of(AppAttestVerification.publicKey(evidence)),
        Optional.empty(),
        details);
  }

  private static String name(Bytes aaguid) {
    return Environment.of(aaguid).map(Environment::toString).orElse(aaguid.hex());
  }
}
