// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.azure.PcrValues;
import dev.strongroom.attestation.azure.VtpmQuote;
import dev.strongroom.attestation.azure.VtpmRequirements;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.ClaimChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Asks whether requirements accept what the paravisor says of its machine.
///
/// @param wanted the requirements
/// @param challenge what the evidence has to be bound to
/// @param checks where it is noted
public record VtpmAppraisal(VtpmRequirements wanted, Challenge challenge, CheckList checks) {

  /// Runs all checks.
  public void check(VtpmQuote vtpm) {
    ClaimChecks claims = new ClaimChecks(checks);
    pcrs(vtpm.quoted());
    secureBoot(vtpm.runtime().secureBoot());
    claims.accepted(
        AzureCheck.POLICY_INSTANCE,
        "instance",
        wanted.instance(),
        vtpm.runtime().machine(),
        Function.identity());
    claims.nonce(
        AzureCheck.POLICY_NONCE, wanted.nonce(), challenge, Optional.of(vtpm.quote().extraData()));
    claims.unbindable(AzureCheck.POLICY_PUBLIC_KEY, "public-key", challenge.publicKey());
    claims.reportData(
        AzureCheck.POLICY_USER_DATA,
        wanted.userData(),
        challenge,
        vtpm.runtime().userData().orElse(Bytes.EMPTY));
  }

  private void pcrs(SortedMap<Integer, Bytes> quoted) {
    switch (wanted.pcrs()) {
      case Ignore<List<PcrValues>>(String why) ->
          new ClaimChecks(checks).ignored(AzureCheck.POLICY_PCRS, why);
      case Require<List<PcrValues>>(List<PcrValues> accepted) -> {
        List<String> differences = new ArrayList<>();
        for (PcrValues values : accepted) {
          String difference = difference(values, quoted);
          if (difference == null) {
            checks.pass(AzureCheck.POLICY_PCRS, "is " + values.name());
            return;
          }
          differences.add("isn't " + values.name() + ": " + difference);
        }
        checks.fail(AzureCheck.POLICY_PCRS, new Reason.MeasurementNotAccepted(differences));
      }
    }
  }

  private static @Nullable String difference(PcrValues values, SortedMap<Integer, Bytes> quoted) {
    for (Map.Entry<Integer, Bytes> entry : values.values().entrySet()) {
      Bytes found = quoted.get(entry.getKey());
      if (!entry.getValue().equals(found)) {
        return "PCR "
            + entry.getKey()
            + " is "
            + (found == null ? "not quoted" : found.hex())
            + ", expected "
            + entry.getValue().hex();
      }
    }
    return null;
  }

  private void secureBoot(Optional<Boolean> found) {
    switch (wanted.secureBoot()) {
      case Ignore<Boolean>(String why) ->
          new ClaimChecks(checks).ignored(AzureCheck.POLICY_SECURE_BOOT, why);
      case Require<Boolean> _ -> {
        if (found.orElse(false)) {
          checks.pass(AzureCheck.POLICY_SECURE_BOOT, "on");
        } else {
          checks.fail(
              AzureCheck.POLICY_SECURE_BOOT,
              new Reason.ClaimNotAccepted("secure-boot", found.isPresent() ? "off" : "absent"));
        }
      }
    }
  }
}
