// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.tdx.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.checks.Appraisal;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.ClaimChecks;
import dev.strongroom.attestation.dcap.TdReport;
import dev.strongroom.attestation.dcap.verification.DcapFinding;
import dev.strongroom.attestation.dcap.verification.PlatformAppraisal;
import dev.strongroom.attestation.eventlog.Event;
import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.eventlog.MalformedEventLogException;
import dev.strongroom.attestation.tdx.TdxClaims;
import dev.strongroom.attestation.tdx.TdxPolicy;
import dev.strongroom.attestation.tdx.TdxPolicy.Allowance;
import dev.strongroom.attestation.tdx.TdxPolicy.Register;
import dev.strongroom.attestation.tdx.WantedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks whether a relying party accepts a trust domain.
public final class TdxAppraisal {
  private static final int SEPT_VE_DISABLE = 28;
  private static final int MIGRATABLE = 29;
  private static final int PERFMON = 63;

  /// Logs that are replayed at most.
  private static final int LOGS = 4;

  /// Attributes that a domain may have without anybody's asking: DEBUG and the above are asked
  /// about, LASS (27), PKS (30) and KL (31) only add protection.
  private static final long KNOWN =
      1L
          | (1L << 27)
          | (1L << SEPT_VE_DISABLE)
          | (1L << MIGRATABLE)
          | (1L << 30)
          | (1L << 31)
          | (1L << PERFMON);

  private final TdxPolicy policy;
  private final TdxClaims claims;
  private final CheckList checks;
  private final ClaimChecks claimChecks;

  private TdxAppraisal(TdxPolicy policy, TdxClaims claims, CheckList checks) {
    this.policy = policy;
    this.claims = claims;
    this.checks = checks;
    this.claimChecks = new ClaimChecks(checks);
  }

  /// Runs the checks of a quote whose report data are the guest's own choice.
  ///
  /// @param claims without events
  /// @param enveloped whether the quote came in the envelope of a TSM device
  /// @return the same, with the events of the log that was asked for and replayed
  public static TdxClaims check(
      TdxPolicy policy,
      TdxClaims claims,
      DcapFinding finding,
      Appraisal appraisal,
      boolean enveloped,
      CheckList checks) {
    TdxClaims appraised = contents(policy, claims, finding, appraisal, checks);
    PlatformAppraisal.bindings(
        policy.reportData(),
        appraisal.challenge(),
        claims.report().reportData(),
        enveloped,
        checks);
    return appraised;
  }

  /// Runs the checks of everything but what is bound.
  ///
  /// @param claims without events
  /// @return the same, with the events of the log that was asked for and replayed
  public static TdxClaims contents(
      TdxPolicy policy,
      TdxClaims claims,
      DcapFinding finding,
      Appraisal appraisal,
      CheckList checks) {
    TdxAppraisal own = new TdxAppraisal(policy, claims, checks);
    PlatformAppraisal.check(policy.platform(), finding, checks);
    own.attributes();
    own.named();
    for (Register register : Register.values()) {
      own.claimChecks.accepted(
          TdxCheck.of(register),
          register.label(),
          policy.register(register),
          Optional.of(claims.value(register)),
          Bytes::hex);
    }
    List<Event> events = own.eventLog(appraisal);
    return new TdxClaims(claims.quote(), claims.report(), claims.pck(), events, claims.simulated());
  }

  private void attributes() {
    Bytes field = claims.report().tdAttributes();
    long bits = 0;
    for (int i = 7; i >= 0; i--) {
      bits = (bits << 8) | field.at(i);
    }
    allowed(
        TdxCheck.DEBUG, claims.debug(), Allowance.DEBUG, "in debug mode", new Reason.DebugMode());
    allowed(
        TdxCheck.SEPT_VE,
        !set(bits, SEPT_VE_DISABLE),
        Allowance.SEPT_VE,
        "with SEPT_VE_DISABLE clear",
        new Reason.ClaimNotAccepted("sept-ve", "SEPT_VE_DISABLE is clear"));
    allowed(
        TdxCheck.MIGRATABLE,
        set(bits, MIGRATABLE),
        Allowance.MIGRATABLE,
        "migratable",
        new Reason.ClaimNotAccepted("migratable", "the domain may be moved"));
    allowed(
        TdxCheck.PERFMON,
        set(bits, PERFMON),
        Allowance.PERFMON,
        "with performance counters",
        new Reason.ClaimNotAccepted("perfmon", "the domain uses performance counters"));
    allowed(
        TdxCheck.ATTRIBUTES,
        (bits & ~KNOWN) != 0,
        Allowance.UNKNOWN_ATTRIBUTES,
        "with attributes that aren't known",
        new Reason.ClaimNotAccepted("attributes", field.hex()));
  }

  private void allowed(
      TdxCheck name, boolean found, Allowance allowance, String words, Reason otherwise) {
    claimChecks.allowed(name, found, policy.allowed(allowance), words, otherwise);
  }

  private static boolean set(long bits, int bit) {
    return ((bits >>> bit) & 1) != 0;
  }

  /// What is zero unless the policy names something else.
  private void named() {
    TdReport report = claims.report();
    if (report.mrServiceTd().isEmpty()) {
      checks.skip(TdxCheck.SERVICE_TD, "TD 1.0 has no service TDs");
    } else {
      Bytes bound = report.mrServiceTd().get();
      if (bound.isAllZero()) {
        checks.pass(TdxCheck.SERVICE_TD, "none is bound");
      } else if (policy.serviceTds().contains(bound)) {
        checks.pass(TdxCheck.SERVICE_TD, "SERVICE TD accepted: " + bound.hex());
      } else {
        checks.fail(TdxCheck.SERVICE_TD, new Reason.ClaimNotAccepted("service-td", bound.hex()));
      }
    }
    Bytes signer = report.mrSignerSeam();
    boolean accepted =
        policy.moduleSigners().isEmpty()
            ? signer.isAllZero()
            : policy.moduleSigners().contains(signer);
    if (accepted) {
      checks.pass(TdxCheck.MODULE_SIGNER, signer.isAllZero() ? "Intel" : signer.hex());
    } else {
      checks.fail(
          TdxCheck.MODULE_SIGNER, new Reason.ClaimNotAccepted("module-signer", signer.hex()));
    }
  }

  private List<Event> eventLog(Appraisal appraisal) {
    switch (policy.eventLog()) {
      case Ignore<List<WantedEvent>>(String why) -> {
        claimChecks.ignored(TdxCheck.EVENT_LOG, why);
        return List.of();
      }
      case Require<List<WantedEvent>>(List<WantedEvent> wanted) -> {
        List<Bytes> logs = new ArrayList<>();
        claims.quote().eventLog().ifPresent(logs::add);
        logs.addAll(appraisal.endorsements().of(Endorsements.Type.EVENT_LOG));
        return replayed(logs, wanted);
      }
    }
  }

  /// The first log that leads to the registers counts.
  private List<Event> replayed(List<Bytes> logs, List<WantedEvent> wanted) {
    Reason problem = new Reason.EndorsementMissing("event log");
    for (Bytes encoded : logs.stream().limit(LOGS).toList()) {
      try {
        EventLog log = EventLog.parse(encoded);
        Optional<String> wrong = log.contradiction(claims.report().registers());
        if (wrong.isPresent()) {
          problem = new Reason.NotReplayed("event log", wrong.get());
          continue;
        }
        Optional<WantedEvent> missing = wanted.stream().filter(one -> !one.isIn(log)).findFirst();
        if (missing.isPresent()) {
          checks.fail(
              TdxCheck.EVENT_LOG,
              new Reason.ClaimNotAccepted("event", "not as wanted: " + missing.get()));
          return List.of();
        }
        checks.pass(
            TdxCheck.EVENT_LOG,
            log.events().size() + " events lead to RTMR0 to RTMR3, " + wanted.size() + " wanted");
        return log.events();
      } catch (MalformedEventLogException e) {
        problem = new Reason.EndorsementMalformed("event log", e.code() + ": " + e.getMessage());
      }
    }
    checks.fail(TdxCheck.EVENT_LOG, problem);
    return List.of();
  }
}
