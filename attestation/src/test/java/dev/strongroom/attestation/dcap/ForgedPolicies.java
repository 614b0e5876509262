// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.FakeAzureTdx;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.sgx.Masked;
import dev.strongroom.attestation.sgx.SgxPolicy;
import dev.strongroom.attestation.tdx.TdxPolicy;
import dev.strongroom.attestation.tdx.WantedEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Forged quotes of contents that policies refuse, one claim at a time.
final class ForgedPolicies {
  private ForgedPolicies() {}

  static void into(DcapTable table) {
    appraisals(table);
    attributes(table);
    registers(table);
    bindings(table);
    enclaves(table);
    logs(table);
  }

  /// What is the same for all kinds of evidence.
  private static void appraisals(DcapTable t) {
    FakeIntel domain = FakeIntel.domain();
    t.add(
        "appraisal: at a time that a quote doesn't state",
        "evidence.time no-time-stated",
        domain.quote(),
        domain.endorsements(),
        DcapPolicies.tdx(domain.anchor()).build(),
        Challenge.none(),
        AppraisalTime.archived());
    t.add(
        "appraisal: policy for an enclave",
        "policy.kind wrong-kind",
        domain.quote(),
        domain.endorsements(),
        DcapPolicies.sgx(domain.anchor()).build(),
        FakeIntel.AT);
    FakeAzureTdx machine = new FakeAzureTdx();
    t.add(
        "appraisal: policy for a domain that isn't Azure's",
        "policy.kind wrong-kind",
        machine.issue(),
        machine.intel.endorsements(),
        DcapPolicies.tdx(machine.intel.anchor()).build(),
        FakeIntel.AT);
  }

  private static void attribute(
      DcapTable t, String name, String expected, TdxPolicy.Allowance allowance, String bits) {
    t.domain("attributes: " + name, expected, f -> f.body(120, bits));
    t.domain(
        "attributes: " + name + ", allowed",
        "accepted",
        FakeIntel.domain(),
        f -> f.body(120, bits),
        policy -> policy.allow(allowance, "test"));
  }

  private static void attributes(DcapTable t) {
    attribute(t, "debug", "policy.debug debug-mode", TdxPolicy.Allowance.DEBUG, "0100001000000000");
    attribute(
        t,
        "SEPT_VE_DISABLE clear",
        "policy.sept-ve sept-ve-not-accepted",
        TdxPolicy.Allowance.SEPT_VE,
        "0000000000000000");
    attribute(
        t,
        "migratable",
        "policy.migratable migratable-not-accepted",
        TdxPolicy.Allowance.MIGRATABLE,
        "0000003000000000");
    attribute(
        t,
        "performance counters",
        "policy.perfmon perfmon-not-accepted",
        TdxPolicy.Allowance.PERFMON,
        "0000001000000080");
    attribute(
        t,
        "an unknown one",
        "policy.attributes attributes-not-accepted",
        TdxPolicy.Allowance.UNKNOWN_ATTRIBUTES,
        "0000001001000000");
    t.domain("attributes: LASS, PKS and KL", "accepted", f -> f.body(120, "000000d800000000"));
    t.domain(
        "attributes: a reserved bit beside debug",
        "malformed dcap.reserved",
        f -> f.body(120, "02"));
    String service = "44".repeat(48);
    t.domain(
        "service TD: bound",
        "policy.service-td service-td-not-accepted",
        FakeIntel.domain(5, 648),
        f -> f.body(600, service),
        policy -> policy);
    t.domain(
        "service TD: another named",
        "policy.service-td service-td-not-accepted",
        FakeIntel.domain(5, 648),
        f -> f.body(600, service),
        policy -> policy.acceptServiceTds(Set.of(Bytes.zeros(48))));
    t.domain(
        "service TD: this one named",
        "accepted",
        FakeIntel.domain(5, 648),
        f -> f.body(600, service),
        policy -> policy.acceptServiceTds(Set.of(Bytes.fromHex(service))));
    t.domain(
        "module signer: Intel isn't accepted",
        "policy.module-signer module-signer-not-accepted",
        FakeIntel.domain(),
        f -> {},
        policy -> policy.acceptModuleSigners(Set.of(Bytes.fromHex(service))));
    t.domain(
        "version 5 with a body of TD 1.0",
        "accepted",
        FakeIntel.domain(5, 584),
        f -> {},
        policy -> policy);
    t.domain(
        "version 5 with a body of TD 1.5",
        "accepted",
        FakeIntel.domain(5, 648),
        f -> {},
        policy -> policy);
  }

  private static void registers(DcapTable t) {
    for (TdxPolicy.Register register : TdxPolicy.Register.values()) {
      Bytes other = Bytes.fromHex("77".repeat(register.length()));
      t.domain(
          "register: another " + register.label(),
          "policy." + register.label() + " " + register.label() + "-not-accepted",
          FakeIntel.domain(),
          f -> {},
          policy -> policy.require(register, Set.of(other)));
    }
    t.domain(
        "register: MRTD as wanted",
        "accepted",
        FakeIntel.domain(),
        f -> {},
        policy -> policy.require(TdxPolicy.Register.MRTD, Set.of(Bytes.fromHex("11".repeat(48)))));
  }

  private static void challenge(
      DcapTable t,
      String name,
      String expected,
      Challenge challenge,
      UnaryOperator<TdxPolicy.Builder> policy,
      AppraisalTime time) {
    FakeIntel fake = FakeIntel.domain();
    t.add(
        name,
        expected,
        fake.quote(),
        fake.endorsements(),
        policy.apply(DcapPolicies.tdx(fake.anchor())).build(),
        challenge,
        time);
  }

  private static void bindings(DcapTable t) {
    AppraisalTime at = AppraisalTime.at(FakeIntel.AT);
    Bytes data = Bytes.fromHex("ab".repeat(32));
    challenge(
        t,
        "binding: as wanted, padded with zeros",
        "accepted",
        Challenge.none().withUserData(data),
        TdxPolicy.Builder::requireReportData,
        at);
    challenge(
        t,
        "binding: nothing given",
        "policy.report-data user-data-not-challenged",
        Challenge.none(),
        TdxPolicy.Builder::requireReportData,
        at);
    challenge(
        t,
        "binding: other data",
        "policy.report-data user-data-differs",
        Challenge.none().withUserData(Bytes.zeros(64)),
        TdxPolicy.Builder::requireReportData,
        at);
    challenge(
        t,
        "binding: a part of the data",
        "policy.report-data user-data-differs",
        Challenge.none().withUserData(data.slice(0, 31)),
        policy -> policy,
        at);
    challenge(
        t,
        "binding: a nonce",
        "policy.nonce nonce-differs",
        Challenge.ofNonce(data),
        policy -> policy,
        at);
    challenge(
        t,
        "binding: a key",
        "policy.public-key public-key-differs",
        Challenge.none().withPublicKey(data),
        policy -> policy,
        at);
    challenge(
        t,
        "time: its own, which it doesn't state",
        "evidence.time no-time-stated",
        Challenge.none(),
        policy -> policy,
        AppraisalTime.archived());
    challenge(
        t,
        "time: by a clock",
        "accepted",
        Challenge.none(),
        policy -> policy,
        AppraisalTime.live(() -> FakeIntel.AT));
    FakeIntel fake = FakeIntel.domain();
    t.add(
        "kind: a policy for enclaves",
        "policy.kind wrong-kind",
        fake.quote(),
        fake.endorsements(),
        DcapPolicies.sgx(fake.anchor()).build(),
        FakeIntel.AT);
  }

  private static void enclaves(DcapTable t) {
    for (int version : new int[] {3, 4, 5}) {
      t.enclave(
          "enclave: version " + version,
          "accepted",
          FakeIntel.enclave(version),
          f -> {},
          policy -> policy);
    }
    FakeIntel fake = FakeIntel.enclave(3);
    t.add(
        "enclave: a policy for trust domains",
        "policy.kind wrong-kind",
        fake.quote(),
        fake.endorsements(),
        DcapPolicies.tdx(fake.anchor()).build(),
        FakeIntel.AT);
    for (SgxPolicy.Identity identity : SgxPolicy.Identity.values()) {
      Bytes other = Bytes.fromHex("77".repeat(identity.length()));
      String check =
          switch (identity) {
            case MRENCLAVE -> "mrenclave";
            case MRSIGNER -> "mrsigner";
            case CONFIG_ID -> "config-id";
            case EXTENDED_PRODUCT_ID -> "extended-product-id";
            case FAMILY_ID -> "family-id";
          };
      enclave(
          t,
          "another " + check,
          "policy." + check + " " + identity.label() + "-not-accepted",
          f -> {},
          policy -> policy.require(identity, Set.of(other)));
    }
    enclave(t, "debug", "policy.debug debug-mode", f -> f.body(48, "07"), policy -> policy);
    enclave(
        t,
        "debug, allowed",
        "accepted",
        f -> f.body(48, "07"),
        policy -> policy.allow(SgxPolicy.Allowance.DEBUG, "test"));
    enclave(
        t,
        "provisioning key",
        "policy.provision-key provision-key-not-accepted",
        f -> f.body(48, "15"),
        policy -> policy);
    enclave(
        t,
        "launch key",
        "policy.launch-key launch-key-not-accepted",
        f -> f.body(48, "25"),
        policy -> policy);
    enclave(
        t,
        "another product",
        "policy.product-id product-id-not-accepted",
        f -> {},
        policy -> policy.requireProductIds(Set.of(8)));
    enclave(
        t,
        "security version too low",
        "policy.security-version below-minimum",
        f -> {},
        policy -> policy.requireSecurityVersion(4));
    enclave(
        t,
        "security version reached",
        "accepted",
        f -> {},
        policy -> policy.requireSecurityVersion(3));
    enclave(
        t,
        "version of the configuration too low",
        "policy.config-version below-minimum",
        f -> {},
        policy -> policy.requireConfigVersion(1));
    Masked kss =
        new Masked(Bytes.fromHex("80" + "00".repeat(15)), Bytes.fromHex("80" + "00".repeat(15)));
    enclave(
        t,
        "without KSS",
        "policy.attributes attributes-not-accepted",
        f -> {},
        policy -> policy.requireAttributes(kss));
    enclave(
        t, "with KSS", "accepted", f -> f.body(48, "85"), policy -> policy.requireAttributes(kss));
    enclave(
        t,
        "MISCSELECT",
        "policy.misc-select misc-select-not-accepted",
        f -> f.body(16, "01"),
        policy -> policy.requireMiscSelect(new Masked(Bytes.fromHex("ffffffff"), Bytes.zeros(4))));
    enclave(
        t, "reserved bytes", "malformed dcap.reserved", f -> f.body(96, "01"), policy -> policy);
  }

  private static void enclave(
      DcapTable t,
      String name,
      String expected,
      Consumer<FakeIntel> change,
      UnaryOperator<SgxPolicy.Builder> policy) {
    t.enclave("enclave: " + name, expected, FakeIntel.enclave(3), change, policy);
  }

  private static void log(
      DcapTable t, String name, String expected, List<String> logs, List<WantedEvent> wanted) {
    FakeIntel fake = FakeIntel.domain();
    t.domain(
        "log: " + name,
        expected,
        fake,
        f ->
            f.given(items -> {
              List<Item> all = new java.util.ArrayList<>(items);
              logs.forEach(log -> all.add(Item.of(Endorsements.Type.EVENT_LOG, Bytes.utf8(log))));
              return all;
            }),
        policy -> policy.requireEventLog(wanted));
  }

  private static void logs(DcapTable t) {
    WantedEvent wanted =
        new WantedEvent(3, Optional.of("compose-hash"), Optional.empty(), Optional.of(Bytes.EMPTY));
    log(t, "none", "policy.event-log endorsement-missing", List.of(), List.of());
    log(t, "of nothing, as nothing was measured", "accepted", List.of("[]"), List.of());
    log(
        t,
        "of nothing, but an event is wanted",
        "policy.event-log event-not-accepted",
        List.of("[]"),
        List.of(wanted));
    log(t, "that isn't one", "policy.event-log endorsement-malformed", List.of("[1]"), List.of());
    log(
        t,
        "of something that wasn't measured",
        "policy.event-log not-replayed",
        List.of(
            "[{\"imr\":0,\"event_type\":4,\"event\":\"\",\"event_payload\":\"\",\"digest\":\""
                + "00".repeat(48)
                + "\"}]"),
        List.of());
    log(t, "that is right, behind one that isn't", "accepted", List.of("[1]", "[]"), List.of());
  }
}
