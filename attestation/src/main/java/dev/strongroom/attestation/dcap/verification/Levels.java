// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.dcap.PckFacts;
import dev.strongroom.attestation.dcap.TdReport;
import dev.strongroom.attestation.dcap.verification.TcbInfo.Level;
import dev.strongroom.attestation.dcap.verification.TcbInfo.Module;
import dev.strongroom.attestation.dcap.verification.TcbInfo.SvnLevel;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Intel's rules of levels (quote verification library, 4.1.2.4.17). Pure functions.
final class Levels {
  private static final Set<PlatformStatus> CONFIGURATION =
      EnumSet.of(
          PlatformStatus.CONFIGURATION_NEEDED,
          PlatformStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED,
          PlatformStatus.OUT_OF_DATE_CONFIGURATION_NEEDED,
          PlatformStatus.RELAUNCH_ADVISED_CONFIGURATION_NEEDED);

  private static final Set<PlatformStatus> OUTDATED =
      EnumSet.of(PlatformStatus.OUT_OF_DATE, PlatformStatus.OUT_OF_DATE_CONFIGURATION_NEEDED);

  private static final Set<PlatformStatus> RELAUNCH =
      EnumSet.of(
          PlatformStatus.RELAUNCH_ADVISED, PlatformStatus.RELAUNCH_ADVISED_CONFIGURATION_NEEDED);

  private Levels() {}

  /// The first level whose SGX components and provisioning enclave the platform reaches.
  static Optional<Level> ofPlatform(TcbInfo info, PckFacts pck) {
    return info.levels().stream().filter(level -> reaches(pck, level)).findFirst();
  }

  /// The first level whose TDX components it reaches as well.
  static Optional<Level> ofPlatform(TcbInfo info, PckFacts pck, TdReport domain) {
    return info.levels().stream()
        .filter(level -> reaches(pck, level) && reaches(domain.teeTcbSvn(), level.tdx()))
        .findFirst();
  }

  private static boolean reaches(PckFacts pck, Level level) {
    for (int i = 0; i < level.sgx().size(); i++) {
      if (pck.components().get(i) < level.sgx().get(i)) {
        return false;
      }
    }
    return pck.pceSvn() >= level.pceSvn();
  }

  /// A module with a major version has an identity and levels of its own, which components 0 and 1
  /// are judged by.
  private static boolean reaches(Bytes svn, List<Integer> least) {
    for (int i = svn.at(1) > 0 ? 2 : 0; i < least.size(); i++) {
      if (svn.at(i) < least.get(i)) {
        return false;
      }
    }
    return true;
  }

  /// The identity of a TDX module with a major version.
  ///
  /// @param svn TEE_TCB_SVN, 16 bytes
  static Optional<Module> module(TcbInfo info, Bytes svn) {
    String id = moduleId(svn);
    return info.identities().stream()
        .filter(module -> module.id().toUpperCase(Locale.ROOT).equals(id))
        .findFirst();
  }

  /// What Intel calls a module, such as `TDX_01`.
  static String moduleId(Bytes svn) {
    return "TDX_%02X".formatted(svn.at(1));
  }

  /// The first level that a security version reaches.
  static Optional<SvnLevel> of(List<SvnLevel> levels, int svn) {
    return levels.stream().filter(level -> svn >= level.least()).findFirst();
  }

  /// What two statuses come to. Revoked wins. What is out of date makes the other out of date, and
  /// what has to be configured stays so; a relaunch is no help where something else is out of date.
  static PlatformStatus converged(PlatformStatus one, PlatformStatus other) {
    Set<PlatformStatus> both = EnumSet.of(one, other);
    if (both.contains(PlatformStatus.REVOKED)) {
      return PlatformStatus.REVOKED;
    }
    boolean configuration = both.stream().anyMatch(CONFIGURATION::contains);
    if (both.stream().anyMatch(OUTDATED::contains)) {
      return configuration
          ? PlatformStatus.OUT_OF_DATE_CONFIGURATION_NEEDED
          : PlatformStatus.OUT_OF_DATE;
    }
    if (both.stream().anyMatch(RELAUNCH::contains)) {
      return configuration
          ? PlatformStatus.RELAUNCH_ADVISED_CONFIGURATION_NEEDED
          : PlatformStatus.RELAUNCH_ADVISED;
    }
    boolean hardening =
        both.contains(PlatformStatus.SW_HARDENING_NEEDED)
            || both.contains(PlatformStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED);
    if (configuration) {
      return hardening
          ? PlatformStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED
          : PlatformStatus.CONFIGURATION_NEEDED;
    }
    return hardening ? PlatformStatus.SW_HARDENING_NEEDED : PlatformStatus.UP_TO_DATE;
  }

  /// Whether a trust domain has only to be launched again (4.1.2.4.17.4.3): the module that runs
  /// now is the latest, the one that launched it isn't, and nothing else is out of date.
  ///
  /// @param now TEE_TCB_SVN2
  /// @param sgx of the level that the platform reaches without TDX
  /// @param tdx of level and module at launch
  /// @param module of the module at launch
  /// @param qe of the quoting enclave
  /// @return empty if nothing is known of the module that runs now
  static Optional<PlatformStatus> relaunched(
      TcbInfo info,
      Bytes now,
      PlatformStatus sgx,
      PlatformStatus tdx,
      PlatformStatus module,
      PlatformStatus qe) {
    boolean onlyModule =
        !OUTDATED.contains(sgx)
            && sgx != PlatformStatus.REVOKED
            && OUTDATED.contains(tdx)
            && OUTDATED.contains(module)
            && !OUTDATED.contains(qe)
            && qe != PlatformStatus.REVOKED;
    if (!onlyModule) {
      return Optional.of(tdx);
    }
    List<Integer> latest = info.levels().getFirst().tdx();
    int least = latest.get(0);
    if (now.at(1) > 0) {
      Optional<Module> identity = module(info, now);
      if (identity.isEmpty()) {
        return Optional.empty();
      }
      least = identity.get().levels().getFirst().least();
    }
    if (now.at(0) < least || now.at(2) < latest.get(2)) {
      return Optional.of(tdx);
    }
    boolean configuration = CONFIGURATION.contains(sgx) || CONFIGURATION.contains(tdx);
    return Optional.of(
        configuration
            ? PlatformStatus.RELAUNCH_ADVISED_CONFIGURATION_NEEDED
            : PlatformStatus.RELAUNCH_ADVISED);
  }
}
