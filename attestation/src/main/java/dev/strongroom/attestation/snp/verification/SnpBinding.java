// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.ClaimChecks;
import dev.strongroom.attestation.snp.SnpPolicy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// Asks what a report's 64 bytes of data are bound to.
///
/// @param policy what it has to be
/// @param challenge the expected values
/// @param checks where it is noted
public record SnpBinding(SnpPolicy policy, Challenge challenge, CheckList checks) {

  /// Of a report by itself: the data are the user data, and nothing has room for a nonce.
  public void ofReport(Bytes reportData) {
    ClaimChecks claims = new ClaimChecks(checks);
    if (challenge.nonce().isPresent()) {
      claims.unbindable(SnpCheck.POLICY_NONCE, "nonce", challenge.nonce());
    } else {
      claims.nonce(SnpCheck.POLICY_NONCE, policy.nonce(), challenge, Optional.empty());
    }
    claims.unbindable(SnpCheck.POLICY_PUBLIC_KEY, "public-key", challenge.publicKey());
    claims.reportData(SnpCheck.POLICY_USER_DATA, policy.userData(), challenge, reportData);
  }

  /// Of a report in the envelope of a TSM device: with a nonce, the data are SHA-512 of user data
  /// and nonce (`docs/tsm-device.md`, "What it binds").
  public void ofTsm(Bytes reportData) {
    if (challenge.nonce().isEmpty()) {
      ofReport(reportData);
      return;
    }
    new ClaimChecks(checks)
        .unbindable(SnpCheck.POLICY_PUBLIC_KEY, "public-key", challenge.publicKey());
    Bytes nonce = challenge.nonce().get();
    if (challenge.userData().isEmpty()) {
      Reason incomplete = new Reason.ChallengeIncomplete("user-data");
      checks.fail(SnpCheck.POLICY_NONCE, incomplete);
      checks.fail(SnpCheck.POLICY_USER_DATA, incomplete);
      return;
    }
    Bytes userData = challenge.userData().get();
    // Only a fixed length tells where one ends and the other begins.
    if (userData.length() == ClaimChecks.REPORT_DATA
        && sha512(userData, nonce).equals(reportData)) {
      checks.pass(SnpCheck.POLICY_NONCE, "as expected");
      checks.pass(SnpCheck.POLICY_USER_DATA, "as expected");
    } else {
      String found = reportData.hex();
      checks.fail(
          SnpCheck.POLICY_NONCE,
          new Reason.BindingDiffers("nonce", "SHA-512 of user data and " + nonce, found));
      checks.fail(
          SnpCheck.POLICY_USER_DATA,
          new Reason.BindingDiffers("user-data", "SHA-512 of " + userData + " and nonce", found));
    }
  }

  private static Bytes sha512(Bytes first, Bytes second) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      first.updateTo(digest);
      second.updateTo(digest);
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-512", e);
    }
  }
}
