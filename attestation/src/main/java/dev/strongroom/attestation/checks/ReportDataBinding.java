// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.checks;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// Asks what the 64 bytes of the guest's choice in a report are bound to.
///
/// @param names under which it is noted
/// @param nonce what the policy says of the nonce
/// @param userData what it says of the data
/// @param challenge the expected values
/// @param checks where it is noted
public record ReportDataBinding(
    Names names,
    Requirement<?> nonce,
    Requirement<?> userData,
    Challenge challenge,
    CheckList checks) {

  /// What a kind calls these checks.
  public record Names(CheckName nonce, CheckName publicKey, CheckName userData) {}

  /// Of either.
  ///
  /// @param enveloped whether the report came in the envelope of a TSM device
  public void check(Bytes reportData, boolean enveloped) {
    if (enveloped) {
      ofTsm(reportData);
    } else {
      ofReport(reportData);
    }
  }

  /// Of a report by itself: the data are the user data, and nothing has room for a nonce.
  private void ofReport(Bytes reportData) {
    ClaimChecks claims = new ClaimChecks(checks);
    if (challenge.nonce().isPresent()) {
      claims.unbindable(names.nonce(), "nonce", challenge.nonce());
    } else {
      claims.nonce(names.nonce(), nonce, challenge, Optional.empty());
    }
    claims.unbindable(names.publicKey(), "public-key", challenge.publicKey());
    claims.reportData(names.userData(), userData, challenge, reportData);
  }

  /// Of a report in the envelope of a TSM device: with a nonce, the data are SHA-512 of user data
  /// and nonce (`docs/tsm-device.md`, "What it binds").
  private void ofTsm(Bytes reportData) {
    if (challenge.nonce().isEmpty()) {
      ofReport(reportData);
      return;
    }
    new ClaimChecks(checks).unbindable(names.publicKey(), "public-key", challenge.publicKey());
    Bytes asked = challenge.nonce().get();
    if (challenge.userData().isEmpty()) {
      Reason incomplete = new Reason.ChallengeIncomplete("user-data");
      checks.fail(names.nonce(), incomplete);
      checks.fail(names.userData(), incomplete);
      return;
    }
    Bytes data = challenge.userData().get();
    // Only a fixed length tells where one ends and the other begins.
    if (data.length() == ClaimChecks.REPORT_DATA && sha512(data, asked).equals(reportData)) {
      checks.pass(names.nonce(), "as expected");
      checks.pass(names.userData(), "as expected");
    } else {
      String found = reportData.hex();
      checks.fail(
          names.nonce(),
          new Reason.BindingDiffers("nonce", "SHA-512 of user data and " + asked, found));
      checks.fail(
          names.userData(),
          new Reason.BindingDiffers("user-data", "SHA-512 of " + data + " and nonce", found));
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
