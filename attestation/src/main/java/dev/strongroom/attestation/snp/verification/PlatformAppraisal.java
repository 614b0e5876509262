// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.ClaimChecks;
import dev.strongroom.attestation.snp.Product;
import dev.strongroom.attestation.snp.Relaxation;
import dev.strongroom.attestation.snp.SnpReport;
import dev.strongroom.attestation.snp.SnpRequirements;
import dev.strongroom.attestation.snp.TcbComponent;
import dev.strongroom.attestation.snp.TcbVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Asks whether requirements accept a platform's firmware and how it is set up.
record PlatformAppraisal(
    SnpRequirements wanted, SnpReport report, Optional<Product> product, CheckList checks) {

  void check() {
    tcb(SnpCheck.POLICY_MINIMUM_TCB, "the reported TCB", wanted.minimumTcb(), report.reportedTcb());
    tcb(SnpCheck.POLICY_LAUNCH_TCB, "the TCB at launch", wanted.launchTcb(), report.launchTcb());
    new ClaimChecks(checks)
        .allowed(
            SnpCheck.POLICY_PROVISIONAL,
            !report.currentTcb().equals(report.committedTcb())
                || !report.currentVersion().equals(report.committedVersion()),
            wanted.allowed(Relaxation.PROVISIONAL_FIRMWARE),
            "with provisional firmware",
            new Reason.ClaimNotAccepted(
                "provisional-firmware",
                report.currentTcb().hex()
                    + " runs, committed to is "
                    + report.committedTcb().hex()));
    mitigations(
        SnpCheck.POLICY_LAUNCH_MITIGATIONS,
        "launch-mitigations",
        wanted.launchMitigations(),
        report.launchMitigations());
    mitigations(
        SnpCheck.POLICY_CURRENT_MITIGATIONS,
        "current-mitigations",
        wanted.currentMitigations(),
        report.currentMitigations());
    bits(
        SnpCheck.POLICY_PLATFORM_INFO,
        "platform-info",
        wanted.platformInfo(),
        bit -> bit.in(report.platformInfo()),
        checks);
  }

  private void tcb(
      SnpCheck name, String which, Requirement<Map<Product, TcbVersion>> requirement, Bytes found) {
    switch (requirement) {
      case Ignore<Map<Product, TcbVersion>>(String why) ->
          new ClaimChecks(checks).ignored(name, why);
      case Require<Map<Product, TcbVersion>>(Map<Product, TcbVersion> minima) -> {
        Optional<TcbVersion> minimum = product.map(minima::get);
        if (minimum.isEmpty()) {
          checks.fail(
              name,
              new Reason.ClaimNotAccepted(
                  "product",
                  product.map(Product::toString).orElse("unknown") + " has no minimum TCB"));
          return;
        }
        TcbVersion version = TcbVersion.of(minimum.get().product(), found);
        Optional<TcbComponent> older = version.olderThan(minimum.get());
        if (older.isPresent()) {
          checks.fail(
              name,
              new Reason.BelowMinimum(
                  older.get() + " of " + which,
                  minimum.get().level(older.get()),
                  version.level(older.get())));
        } else {
          checks.pass(name, version + ", at least " + minimum.get() + " is demanded");
        }
      }
    }
  }

  private void mitigations(
      SnpCheck name, String claim, Requirement<Long> requirement, Optional<Long> found) {
    switch (requirement) {
      case Ignore<Long>(String why) -> new ClaimChecks(checks).ignored(name, why);
      case Require<Long>(Long bits) -> {
        if (found.isPresent() && (found.get() & bits) == bits) {
          checks.pass(name, Long.toHexString(found.get()));
        } else {
          checks.fail(
              name,
              new Reason.ClaimNotAccepted(
                  claim,
                  found.map(Long::toHexString).orElse("absent")
                      + " without all of "
                      + Long.toHexString(bits)));
        }
      }
    }
  }

  /// All wanted bits are set; what others say doesn't matter.
  static <B extends Enum<B>> void bits(
      SnpCheck name,
      String claim,
      Requirement<Set<B>> requirement,
      Predicate<B> set,
      CheckList checks) {
    switch (requirement) {
      case Ignore<Set<B>>(String why) -> new ClaimChecks(checks).ignored(name, why);
      case Require<Set<B>>(Set<B> wanted) -> {
        List<B> missing = wanted.stream().filter(set.negate()).sorted().toList();
        if (missing.isEmpty()) {
          checks.pass(name, wanted.stream().sorted().toList().toString());
        } else {
          checks.fail(name, new Reason.ClaimNotAccepted(claim, "without " + missing));
        }
      }
    }
  }
}
