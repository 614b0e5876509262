// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.dcap.PckFacts;
import dev.strongroom.attestation.dcap.TdReport;
import dev.strongroom.attestation.dcap.verification.TcbInfo.Level;
import dev.strongroom.attestation.dcap.verification.TcbInfo.Module;
import dev.strongroom.attestation.dcap.verification.TcbInfo.SvnLevel;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// What Intel says of the platform: levels of the platform, of the TDX module and of the quoting
/// enclave, and what follows from them.
final class PlatformEvaluation {
  private final TcbInfo info;
  private final QeIdentity identity;
  private final PckFacts pck;
  private final DcapQuote quote;
  private final CheckList checks;
  private final TreeSet<String> advisories = new TreeSet<>();

  PlatformEvaluation(
      TcbInfo info, QeIdentity identity, PckFacts pck, DcapQuote quote, CheckList checks) {
    this.info = info;
    this.identity = identity;
    this.pck = pck;
    this.quote = quote;
    this.checks = checks;
  }

  /// Names of weaknesses, sorted.
  List<String> advisories() {
    return List.copyOf(advisories);
  }

  /// Runs the checks.
  ///
  /// @return [PlatformStatus#UNKNOWN] where a level is missing
  PlatformStatus run() {
    Optional<PlatformStatus> platform =
        switch (quote.body()) {
          case TdReport domain -> tcb(Levels.ofPlatform(info, pck, domain), domain.teeTcbSvn());
          default -> tcb(Levels.ofPlatform(info, pck), Bytes.EMPTY);
        };
    Optional<PlatformStatus> module =
        switch (quote.body()) {
          case TdReport domain -> module(domain.teeTcbSvn());
          default -> {
            checks.skip(DcapCheck.PLATFORM_MODULE, "enclaves have none");
            yield Optional.of(PlatformStatus.UP_TO_DATE);
          }
        };
    Optional<PlatformStatus> qe = qe();
    if (platform.isEmpty() || module.isEmpty() || qe.isEmpty()) {
      checks.fail(
          DcapCheck.PLATFORM_STATUS,
          new Reason.Unverifiable("not determined, because a level is missing"));
      return PlatformStatus.UNKNOWN;
    }
    return converge(platform.get(), module.get(), qe.get());
  }

  private PlatformStatus converge(
      PlatformStatus platform, PlatformStatus module, PlatformStatus qe) {
    Optional<PlatformStatus> status = Optional.of(Levels.converged(platform, module));
    if (quote.body() instanceof TdReport domain && domain.teeTcbSvn2().isPresent()) {
      // Whoever reaches a level with its TDX components reaches one without.
      PlatformStatus sgx = Levels.ofPlatform(info, pck).orElseThrow().status();
      status = Levels.relaunched(info, domain.teeTcbSvn2().get(), sgx, status.get(), module, qe);
    }
    if (status.isEmpty()) {
      checks.fail(
          DcapCheck.PLATFORM_STATUS,
          new Reason.NoLevelFits("the TDX module that runs now", "of an unknown major version"));
      return PlatformStatus.UNKNOWN;
    }
    PlatformStatus converged = Levels.converged(status.get(), qe);
    note(DcapCheck.PLATFORM_STATUS, "the platform", converged, advisories());
    return converged;
  }

  private Optional<PlatformStatus> tcb(Optional<Level> level, Bytes teeTcbSvn) {
    if (level.isEmpty()) {
      checks.fail(
          DcapCheck.PLATFORM_TCB,
          new Reason.NoLevelFits(
              "the platform",
              "components "
                  + pck.components()
                  + ", PCE "
                  + pck.pceSvn()
                  + (teeTcbSvn.isEmpty() ? "" : ", TDX " + teeTcbSvn.hex())));
      return Optional.empty();
    }
    note(
        DcapCheck.PLATFORM_TCB,
        "the platform's level",
        level.get().status(),
        level.get().advisories());
    return Optional.of(level.get().status());
  }

  private Optional<PlatformStatus> module(Bytes svn) {
    if (svn.at(1) == 0) {
      checks.skip(
          DcapCheck.PLATFORM_MODULE,
          "a TDX module without a major version is judged among the platform's components");
      return Optional.of(PlatformStatus.UP_TO_DATE);
    }
    List<SvnLevel> levels = Levels.module(info, svn).map(Module::levels).orElse(List.of());
    return svnLevel(DcapCheck.PLATFORM_MODULE, Levels.moduleId(svn), levels, svn.at(0));
  }

  private Optional<PlatformStatus> qe() {
    return svnLevel(
        DcapCheck.PLATFORM_QE,
        "the quoting enclave",
        identity.levels(),
        quote.signature().qeReport().securityVersion());
  }

  private Optional<PlatformStatus> svnLevel(
      DcapCheck name, String what, List<SvnLevel> levels, int svn) {
    Optional<SvnLevel> level = Levels.of(levels, svn);
    if (level.isEmpty()) {
      checks.fail(name, new Reason.NoLevelFits(what, "security version " + svn));
      return Optional.empty();
    }
    note(name, what, level.get().status(), level.get().advisories());
    return Optional.of(level.get().status());
  }

  private void note(DcapCheck name, String what, PlatformStatus status, List<String> ids) {
    advisories.addAll(ids);
    if (status == PlatformStatus.REVOKED) {
      checks.fail(name, new Reason.Revoked(what, "Intel says so of its security versions"));
    } else {
      checks.pass(name, status + (ids.isEmpty() ? "" : ", open to " + String.join(", ", ids)));
    }
  }
}
