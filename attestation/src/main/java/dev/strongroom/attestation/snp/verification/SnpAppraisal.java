// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.ClaimChecks;
import dev.strongroom.attestation.snp.GuestPolicy.Abi;
import dev.strongroom.attestation.snp.GuestPolicy.Bit;
import dev.strongroom.attestation.snp.Product;
import dev.strongroom.attestation.snp.ReferenceMeasurement;
import dev.strongroom.attestation.snp.Relaxation;
import dev.strongroom.attestation.snp.Signer;
import dev.strongroom.attestation.snp.SnpReport;
import dev.strongroom.attestation.snp.SnpRequirements;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Asks whether requirements accept a report's claims; says nothing about whether they are genuine.
/// What the report is bound to is asked elsewhere: it differs by how the report comes.
public final class SnpAppraisal {
  private final SnpRequirements wanted;
  private final SnpReport report;
  private final SnpVerification.Result found;
  private final CheckList checks;
  private final ClaimChecks claims;

  private SnpAppraisal(
      SnpRequirements wanted, SnpReport report, SnpVerification.Result found, CheckList checks) {
    this.wanted = wanted;
    this.report = report;
    this.found = found;
    this.checks = checks;
    this.claims = new ClaimChecks(checks);
  }

  /// Runs all checks.
  ///
  /// @param found what verification found besides the report
  public static void check(
      SnpRequirements wanted, SnpReport report, SnpVerification.Result found, CheckList checks) {
    SnpAppraisal appraisal = new SnpAppraisal(wanted, report, found, checks);
    appraisal.platform();
    new PlatformAppraisal(wanted, report, found.product(), checks).check();
    appraisal.guest();
    appraisal.identity();
  }

  private void platform() {
    relaxed(
        SnpCheck.POLICY_REVOCATION,
        Relaxation.UNKNOWN_REVOCATION,
        !found.notRevoked(),
        "without a revocation list",
        new Reason.RevocationUnknown("no good list says that AMD's authority isn't revoked"));
    claims.accepted(
        SnpCheck.POLICY_PRODUCT, "product", wanted.product(), found.product(), Product::toString);
    deniedProduct();
    boolean told = !report.chipId().isAllZero();
    claims.accepted(
        SnpCheck.POLICY_CHIP,
        "chip",
        wanted.chip(),
        told ? Optional.of(report.chipId()) : Optional.empty(),
        Bytes::hex);
    deniedChip(told);
    if (report.signer() == Signer.VLEK) {
      claims.accepted(
          SnpCheck.POLICY_PROVIDER,
          "provider",
          wanted.provider(),
          found.provider(),
          Function.identity());
    } else {
      checks.skip(SnpCheck.POLICY_PROVIDER, "a chip's own key isn't leased");
    }
    relaxed(
        SnpCheck.POLICY_MASKED_CHIP,
        Relaxation.MASKED_CHIP,
        report.chipKeyMasked() || (!told && report.signer() != Signer.VLEK),
        "with a chip that isn't told",
        new Reason.ClaimNotAccepted("masked-chip", "the host hides the chip's id or key"));
  }

  private void deniedProduct() {
    if (found.product().isEmpty() && !wanted.deniedProducts().isEmpty()) {
      checks.fail(
          SnpCheck.POLICY_DENIED_PRODUCT,
          new Reason.Unverifiable("the product isn't known, so it may be one that is denied"));
      return;
    }
    if (found.product().isEmpty()) {
      checks.skip(SnpCheck.POLICY_DENIED_PRODUCT, "the policy denies none");
      return;
    }
    claims.notDenied(
        SnpCheck.POLICY_DENIED_PRODUCT,
        "product",
        wanted.deniedProducts(),
        found.product().get(),
        Product::toString);
  }

  /// A chip that isn't told may be any.
  private void deniedChip(boolean told) {
    if (told || wanted.deniedChips().isEmpty()) {
      claims.notDenied(
          SnpCheck.POLICY_DENIED_CHIP, "chip", wanted.deniedChips(), report.chipId(), Bytes::hex);
    } else {
      checks.fail(
          SnpCheck.POLICY_DENIED_CHIP,
          new Reason.Unverifiable("the chip isn't told, so it may be one that is denied"));
    }
  }

  private void guest() {
    guestBit(SnpCheck.POLICY_DEBUG, Bit.DEBUG, Relaxation.DEBUG, new Reason.DebugMode());
    guestBit(
        SnpCheck.POLICY_MIGRATION_AGENT,
        Bit.MIGRATION_AGENT,
        Relaxation.MIGRATION_AGENT,
        new Reason.ClaimNotAccepted("migration-agent", "the guest may be handed to one"));
    guestBit(
        SnpCheck.POLICY_SMT,
        Bit.SMT,
        Relaxation.SMT,
        new Reason.ClaimNotAccepted("smt", "the guest may share cores with others"));
    guestBit(
        SnpCheck.POLICY_CXL,
        Bit.CXL,
        Relaxation.CXL,
        new Reason.ClaimNotAccepted("cxl", "the guest's memory may lie behind CXL"));
    PlatformAppraisal.bits(
        SnpCheck.POLICY_GUEST_POLICY,
        "guest-policy",
        wanted.guestPolicy(),
        bit -> report.policy().has(bit),
        checks);
    abi();
    claims.accepted(
        SnpCheck.POLICY_VMPL,
        "vmpl",
        wanted.vmpl(),
        Optional.of(report.vmpl()),
        level -> level == SnpReport.HOST ? "asked for by the host" : level.toString());
  }

  private void abi() {
    switch (wanted.abi()) {
      case Ignore<Abi>(String why) -> claims.ignored(SnpCheck.POLICY_ABI, why);
      case Require<Abi>(Abi least) -> {
        Abi demanded = report.policy().abi();
        if (demanded.compareTo(least) >= 0) {
          checks.pass(SnpCheck.POLICY_ABI, "the guest demands " + demanded);
        } else {
          checks.fail(
              SnpCheck.POLICY_ABI,
              new Reason.ClaimNotAccepted("abi", demanded + ", at least " + least));
        }
      }
    }
  }

  private void identity() {
    claims.least(SnpCheck.POLICY_GUEST_SVN, "guest SVN", wanted.guestSvn(), report.guestSvn());
    value(SnpCheck.POLICY_FAMILY_ID, "family-id", wanted.familyId(), report.familyId());
    value(SnpCheck.POLICY_IMAGE_ID, "image-id", wanted.imageId(), report.imageId());
    value(SnpCheck.POLICY_ID_KEY, "id-key", wanted.idKey(), report.idKeyDigest());
    value(SnpCheck.POLICY_AUTHOR_KEY, "author-key", wanted.authorKey(), report.authorKeyDigest());
    measurement();
    value(SnpCheck.POLICY_HOST_DATA, "host-data", wanted.hostData(), report.hostData());
  }

  private void measurement() {
    switch (wanted.measurement()) {
      case Ignore<List<ReferenceMeasurement>>(String why) ->
          claims.ignored(SnpCheck.POLICY_MEASUREMENT, why);
      case Require<List<ReferenceMeasurement>>(List<ReferenceMeasurement> accepted) -> {
        List<String> differences = new ArrayList<>();
        for (ReferenceMeasurement reference : accepted) {
          if (reference.value().equals(report.measurement())) {
            checks.pass(SnpCheck.POLICY_MEASUREMENT, "is " + reference.name());
            return;
          }
          differences.add("isn't " + reference.name() + ": expected " + reference.value().hex());
        }
        differences.add("found " + report.measurement().hex());
        checks.fail(SnpCheck.POLICY_MEASUREMENT, new Reason.MeasurementNotAccepted(differences));
      }
    }
  }

  private void value(SnpCheck name, String claim, Requirement<Set<Bytes>> accepted, Bytes value) {
    claims.accepted(name, claim, accepted, Optional.of(value), Bytes::hex);
  }

  private void guestBit(SnpCheck name, Bit bit, Relaxation relaxation, Reason otherwise) {
    relaxed(name, relaxation, report.policy().has(bit), "with " + bit, otherwise);
  }

  private void relaxed(
      SnpCheck name, Relaxation relaxation, boolean is, String words, Reason otherwise) {
    claims.allowed(name, is, wanted.allowed(relaxation), words, otherwise);
  }
}
