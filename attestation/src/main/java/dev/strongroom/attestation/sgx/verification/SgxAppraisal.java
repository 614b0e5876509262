// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.sgx.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.ClaimChecks;
import dev.strongroom.attestation.dcap.EnclaveReport;
import dev.strongroom.attestation.dcap.verification.DcapFinding;
import dev.strongroom.attestation.dcap.verification.PlatformAppraisal;
import dev.strongroom.attestation.sgx.Masked;
import dev.strongroom.attestation.sgx.SgxClaims;
import dev.strongroom.attestation.sgx.SgxPolicy;
import dev.strongroom.attestation.sgx.SgxPolicy.Allowance;
import dev.strongroom.attestation.sgx.SgxPolicy.Identity;
import java.util.Optional;

/// Asks whether a relying party accepts an enclave.
public final class SgxAppraisal {
  private static final int PROVISION_KEY = 1 << 4;
  private static final int LAUNCH_KEY = 1 << 5;

  private SgxAppraisal() {}

  /// Runs the checks.
  public static void check(
      SgxPolicy policy,
      SgxClaims claims,
      DcapFinding finding,
      Challenge challenge,
      CheckList checks) {
    EnclaveReport report = claims.report();
    ClaimChecks own = new ClaimChecks(checks);
    PlatformAppraisal.check(policy.platform(), finding, checks);
    flags(policy, claims, checks);
    for (Identity identity : Identity.values()) {
      own.accepted(
          SgxCheck.of(identity),
          identity.label(),
          policy.identity(identity),
          Optional.of(claims.value(identity)),
          Bytes::hex);
    }
    own.accepted(
        SgxCheck.PRODUCT_ID,
        "product-id",
        policy.productIds(),
        Optional.of(report.productId()),
        String::valueOf);
    own.least(
        SgxCheck.SECURITY_VERSION,
        "security version",
        policy.securityVersion(),
        report.securityVersion());
    own.least(
        SgxCheck.CONFIG_VERSION,
        "version of the configuration",
        policy.configVersion(),
        report.configSvn());
    masked(SgxCheck.ATTRIBUTES, "attributes", policy.attributes(), report.attributes(), checks);
    masked(SgxCheck.MISC_SELECT, "misc-select", policy.miscSelect(), report.miscSelect(), checks);
    PlatformAppraisal.bindings(policy.reportData(), challenge, report.reportData(), false, checks);
  }

  private static void flags(SgxPolicy policy, SgxClaims claims, CheckList checks) {
    ClaimChecks own = new ClaimChecks(checks);
    int flags = claims.report().attributes().at(0);
    own.allowed(
        SgxCheck.DEBUG,
        claims.debug(),
        policy.allowed(Allowance.DEBUG),
        "in debug mode",
        new Reason.DebugMode());
    own.allowed(
        SgxCheck.PROVISION_KEY,
        (flags & PROVISION_KEY) != 0,
        policy.allowed(Allowance.PROVISION_KEY),
        "with the provisioning key",
        new Reason.ClaimNotAccepted("provision-key", "the enclave has the provisioning key"));
    own.allowed(
        SgxCheck.LAUNCH_KEY,
        (flags & LAUNCH_KEY) != 0,
        policy.allowed(Allowance.LAUNCH_KEY),
        "with the launch key",
        new Reason.ClaimNotAccepted("launch-key", "the enclave has the launch key"));
  }

  private static void masked(
      SgxCheck name, String claim, Requirement<Masked> requirement, Bytes found, CheckList checks) {
    switch (requirement) {
      case Ignore<Masked>(String why) -> new ClaimChecks(checks).ignored(name, why);
      case Require<Masked>(Masked wanted) -> {
        if (wanted.fits(found)) {
          checks.pass(name, found.hex());
        } else {
          checks.fail(name, new Reason.ClaimNotAccepted(claim, found.hex()));
        }
      }
    }
  }
}
