// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.fixtures.FakeIntel;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Forged quotes of platforms on all sorts of levels, and what policies say of them.
final class ForgedLevels {
  private static final String STATUS = "policy.status platform-status-not-accepted";

  private ForgedLevels() {}

  static void into(DcapTable table) {
    levels(table);
    relaunch(table);
    terms(table);
  }

  /// On a platform with this status exactly: it is refused by default, and accepted by terms that
  /// allow just this status and any advisory.
  private static void status(
      DcapTable t, String name, PlatformStatus status, Consumer<FakeIntel> change) {
    t.terms("level: " + name + ", refused", STATUS, change, terms -> terms);
    t.terms(
        "level: " + name + ", allowed",
        "accepted",
        change,
        terms -> terms.allowStatuses(Set.of(status), "test").allowAnyAdvisory("test"));
  }

  private static void levels(DcapTable t) {
    status(
        t, "SW hardening needed", PlatformStatus.SW_HARDENING_NEEDED, f -> f.pck.components[7] = 4);
    status(t, "configuration needed", PlatformStatus.CONFIGURATION_NEEDED, f -> f.pck.pceSvn = 12);
    status(
        t,
        "platform out of date, module up to date",
        PlatformStatus.OUT_OF_DATE,
        f -> f.pck.components[0] = 3);
    status(
        t,
        "TDX component 2 below",
        PlatformStatus.OUT_OF_DATE_CONFIGURATION_NEEDED,
        f -> f.body(0, "05010200"));
    status(t, "module out of date", PlatformStatus.OUT_OF_DATE, f -> f.body(0, "05010300"));
    status(
        t,
        "module out of date, hardening needed",
        PlatformStatus.OUT_OF_DATE,
        f -> {
          f.body(0, "05010300");
          f.pck.components[7] = 4;
        });
    status(t, "quoting enclave out of date", PlatformStatus.OUT_OF_DATE, f -> f.qe(258, "0500"));
    status(
        t,
        "quoting enclave out of date, configuration needed",
        PlatformStatus.OUT_OF_DATE_CONFIGURATION_NEEDED,
        f -> {
          f.qe(258, "0500");
          f.pck.pceSvn = 12;
        });
    status(
        t,
        "module without a major version: components 0 and 1 count",
        PlatformStatus.CONFIGURATION_NEEDED,
        f -> f.body(0, "05000300"));
    t.domain(
        "level: components 0 and 1 don't count with a major version",
        "accepted",
        f ->
            f.tcbInfo(
                "{\"svn\":6},{\"svn\":0},{\"svn\":3}", "{\"svn\":99},{\"svn\":99},{\"svn\":3}"));
    t.domain(
        "level: none of the platform", "platform.tcb no-level-fits", f -> f.pck.components[2] = 1);
    t.domain(
        "level: none of the platform's TDX components",
        "platform.tcb no-level-fits",
        f -> f.body(2, "00"));
    t.domain("level: none of the module", "platform.module no-level-fits", f -> f.body(0, "03"));
    t.domain(
        "level: none of the quoting enclave", "platform.qe no-level-fits", f -> f.qe(258, "0200"));
    t.domain("level: platform revoked", "platform.tcb revoked", f -> f.pck.components[1] = 2);
    t.domain(
        "level: module revoked",
        "platform.module revoked",
        f ->
            f.tcbInfo(
                "{\"tcb\":{\"isvsvn\":6},\"tcbDate\":\"2024-03-13T00:00:00Z\",\"tcbStatus\":\"UpToDate\"",
                "{\"tcb\":{\"isvsvn\":6},\"tcbDate\":\"2024-03-13T00:00:00Z\",\"tcbStatus\":\"Revoked\""));
    t.domain("level: quoting enclave revoked", "platform.qe revoked", f -> f.qe(258, "0300"));
  }

  private static void relaunch(DcapTable t) {
    UnaryOperator<PlatformTerms.Builder> allowed =
        terms ->
            terms
                .allowStatuses(Set.of(PlatformStatus.RELAUNCH_ADVISED), "test")
                .allowAnyAdvisory("test");
    later(t, "latest module runs now", "accepted", f -> f.body(0, "05010300"), allowed);
    later(
        t,
        "by default a relaunch is insisted on",
        STATUS,
        f -> f.body(0, "05010300"),
        terms -> terms);
    later(
        t,
        "a module with an older component 2 runs now",
        STATUS,
        f -> f.body(0, "05010300").body(586, "02"),
        allowed);
    later(
        t,
        "the same module runs now",
        STATUS,
        f -> f.body(0, "05010300").body(584, "05010300"),
        allowed);
    later(
        t,
        "a module of an unknown major version runs now",
        "platform.status no-level-fits",
        f -> f.body(0, "05010300").body(584, "06090300"),
        allowed);
    later(
        t,
        "the quoting enclave is out of date as well",
        STATUS,
        f -> f.body(0, "05010300").qe(258, "0500"),
        allowed);
    later(
        t,
        "the platform is out of date as well",
        STATUS,
        f -> {
          f.body(0, "05010300");
          f.pck.components[0] = 3;
        },
        allowed);
    later(
        t,
        "configuration needed as well",
        "accepted",
        f -> {
          f.body(0, "05010300");
          f.pck.pceSvn = 12;
        },
        terms ->
            terms
                .allowStatuses(Set.of(PlatformStatus.RELAUNCH_ADVISED_CONFIGURATION_NEEDED), "test")
                .allowAnyAdvisory("test"));
  }

  private static void later(
      DcapTable t,
      String name,
      String expected,
      Consumer<FakeIntel> change,
      UnaryOperator<PlatformTerms.Builder> terms) {
    t.domain(
        "relaunch: " + name,
        expected,
        FakeIntel.domain(5, 648),
        change,
        policy ->
            policy.platform(
                terms.apply(dev.strongroom.attestation.fixtures.DcapPolicies.terms()).build()));
  }

  private static void terms(DcapTable t) {
    Consumer<FakeIntel> hardening = f -> f.pck.components[7] = 4;
    Set<PlatformStatus> allowed = Set.of(PlatformStatus.SW_HARDENING_NEEDED);
    t.terms(
        "terms: an advisory that isn't accepted",
        "policy.advisories advisory-not-accepted",
        hardening,
        terms -> terms.allowStatuses(allowed, "test"));
    t.terms(
        "terms: another advisory accepted",
        "policy.advisories advisory-not-accepted",
        hardening,
        terms -> terms.allowStatuses(allowed, "test").allowAdvisories(Set.of("INTEL-SA-00001")));
    t.terms(
        "terms: the advisory accepted",
        "accepted",
        hardening,
        terms -> terms.allowStatuses(allowed, "test").allowAdvisories(Set.of("INTEL-SA-00615")));
    t.terms(
        "terms: evaluation number reached",
        "accepted",
        f -> {},
        terms -> terms.requireEvaluation(17));
    t.terms(
        "terms: evaluation number of TCB info too low",
        "policy.evaluation below-minimum",
        f -> f.tcbInfo("Number\":17", "Number\":16"),
        terms -> terms.requireEvaluation(17));
    t.terms(
        "terms: evaluation number of QE identity too low",
        "policy.evaluation below-minimum",
        f -> f.qeIdentity("Number\":17", "Number\":16"),
        terms -> terms.requireEvaluation(17));
    Bytes fmspc = Bytes.fromHex("90c06f000000");
    Bytes ppid = Bytes.fromHex("00112233445566778899aabbccddeeff");
    Bytes instance = Bytes.fromHex("ffeeddccbbaa99887766554433221100");
    t.terms(
        "terms: platform is one of the accepted",
        "accepted",
        f -> {},
        terms ->
            terms
                .requireFmspcs(Set.of(fmspc))
                .requirePpids(Set.of(ppid))
                .requireInstances(Set.of(instance)));
    t.terms(
        "terms: another sort of platform",
        "policy.fmspc fmspc-not-accepted",
        f -> {},
        terms -> terms.requireFmspcs(Set.of(Bytes.zeros(6))));
    t.terms(
        "terms: another platform",
        "policy.ppid ppid-not-accepted",
        f -> {},
        terms -> terms.requirePpids(Set.of(Bytes.zeros(16))));
    t.terms(
        "terms: another instance",
        "policy.instance platform-instance-not-accepted",
        f -> {},
        terms -> terms.requireInstances(Set.of(Bytes.zeros(16))));
    t.terms(
        "terms: sort of platform denied",
        "policy.denied-fmspc denied",
        f -> {},
        terms -> terms.denyFmspcs(Set.of(fmspc)));
    t.terms(
        "terms: platform denied",
        "policy.denied-ppid denied",
        f -> {},
        terms -> terms.denyPpids(Set.of(ppid)));
    t.terms(
        "terms: instance denied",
        "policy.denied-instance denied",
        f -> {},
        terms -> terms.denyInstances(Set.of(instance)));
    t.terms(
        "terms: others denied",
        "accepted",
        f -> {},
        terms -> terms.denyPpids(Set.of(Bytes.zeros(16))));
  }
}
