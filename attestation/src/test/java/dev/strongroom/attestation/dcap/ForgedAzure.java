// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.azure.AzureTdxPolicy;
import dev.strongroom.attestation.azure.PcrValues;
import dev.strongroom.attestation.azure.VtpmRequirements;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeAzure;
import dev.strongroom.attestation.fixtures.FakeAzureTdx;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.fixtures.FakeSnp;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.attestation.tdx.TdxPolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Forged evidence of Azure's machines on TDX: every signature is right unless that is the point.
final class ForgedAzure {
  /// Where the forged quote of the virtual TPM has its nonce, and how it goes on.
  private static final int EXTRA_DATA = 44, SELECTION = EXTRA_DATA + 48 + 25;

  private static final Bytes OTHER = Bytes.fromHex("77".repeat(48));

  private final DcapTable table;

  private ForgedAzure(DcapTable table) {
    this.table = table;
  }

  static void into(DcapTable table) {
    ForgedAzure forged = new ForgedAzure(table);
    forged.genuine();
    forged.tdReports();
    forged.machines();
    forged.quotes();
    forged.domains();
    forged.policies();
    forged.malformed();
  }

  private void azure(String name, String expected, Consumer<FakeAzureTdx> change) {
    azure(name, expected, new FakeAzureTdx(), change, p -> p, m -> m, Challenge.none());
  }

  private void azure(
      String name,
      String expected,
      FakeAzureTdx fake,
      Consumer<FakeAzureTdx> change,
      UnaryOperator<TdxPolicy.Builder> domain,
      UnaryOperator<VtpmRequirements.Builder> machine,
      Challenge challenge) {
    change.accept(fake);
    table.add(
        "Azure: " + name,
        expected,
        fake.issue(),
        fake.intel.endorsements(),
        new AzureTdxPolicy(
            domain.apply(DcapPolicies.tdx(fake.intel.anchor())).build(),
            machine.apply(SnpPolicies.machine()).build()),
        challenge,
        AppraisalTime.at(FakeIntel.AT));
  }

  private void domain(String name, String expected, UnaryOperator<TdxPolicy.Builder> domain) {
    azure(name, expected, new FakeAzureTdx(), f -> {}, domain, m -> m, Challenge.none());
  }

  private void machine(
      String name,
      String expected,
      Consumer<FakeAzureTdx> change,
      UnaryOperator<VtpmRequirements.Builder> machine,
      Challenge challenge) {
    azure(name, expected, new FakeAzureTdx(), change, p -> p, machine, challenge);
  }

  private void genuine() {
    azure("unchanged", "accepted", fake -> {});
    azure(
        "quote of version 5",
        "accepted",
        new FakeAzureTdx(5, 584),
        fake -> {},
        p -> p,
        m -> m,
        Challenge.none());
    azure(
        "quote of TD 1.5",
        "accepted",
        new FakeAzureTdx(5, 648),
        fake -> {},
        p -> p,
        m -> m,
        Challenge.none());
    azure(
        "quote of TD 1.5 with a service TD that is named",
        "accepted",
        new FakeAzureTdx(5, 648),
        fake -> fake.intel.body(600, OTHER.hex()),
        p -> p.acceptServiceTds(Set.of(OTHER)),
        m -> m,
        Challenge.none());
    azure(
        "zeros after the quote",
        "accepted",
        fake -> fake.quote = q -> Edits.concat(q, Bytes.zeros(70)));
  }

  private void tdReports() {
    String inconsistent = "td-report.quoted inconsistent";
    azure(
        "hash of the module's part changed",
        inconsistent,
        fake -> fake.report = r -> Edits.flip(r, 32));
    azure(
        "hash of the domain's part changed",
        inconsistent,
        fake -> fake.report = r -> Edits.flip(r, 80));
    azure(
        "module's part changed after it was hashed",
        inconsistent,
        fake -> fake.report = r -> Edits.flip(r, FakeAzureTdx.MODULE + 24));
    azure(
        "domain's part changed after it was hashed",
        inconsistent,
        fake -> fake.report = r -> Edits.flip(r, FakeAzureTdx.DOMAIN + 16));
    azure(
        "TD report with other data than quoted",
        inconsistent,
        fake -> fake.report = r -> Edits.flip(r, 128));
    for (Map.Entry<String, Integer> field :
        Map.of("TEE_TCB_SVN", 8, "MRSEAM", 24, "MRSIGNERSEAM", 72, "SEAMATTRIBUTES", 120)
            .entrySet()) {
      azure(
          "another " + field.getKey() + " than quoted",
          inconsistent,
          fake -> fake.module = m -> Edits.flip(m, field.getValue()));
    }
    for (Map.Entry<String, Integer> field :
        Map.ofEntries(
                Map.entry("TDATTRIBUTES", 0),
                Map.entry("XFAM", 8),
                Map.entry("MRTD", 16),
                Map.entry("MRCONFIGID", 64),
                Map.entry("MROWNER", 112),
                Map.entry("MROWNERCONFIG", 160),
                Map.entry("RTMR0", 208),
                Map.entry("RTMR1", 256),
                Map.entry("RTMR2", 304),
                Map.entry("RTMR3", 352))
            .entrySet()) {
      azure(
          "another " + field.getKey() + " than quoted",
          inconsistent,
          fake -> fake.domain = d -> Edits.flip(d, field.getValue()));
    }
    azure(
        "a service TD that a quote of TD 1.0 keeps quiet of",
        inconsistent,
        fake -> fake.domain = d -> Edits.flip(d, 400));
    azure(
        "another service TD than quoted",
        inconsistent,
        new FakeAzureTdx(5, 648),
        fake -> fake.domain = d -> Edits.flip(d, 400),
        p -> p,
        m -> m,
        Challenge.none());
    azure(
        "another TEE_TCB_SVN2 than quoted",
        inconsistent,
        new FakeAzureTdx(5, 648),
        fake -> fake.module = m -> Edits.flip(m, 128),
        p -> p,
        m -> m,
        Challenge.none());
  }

  private void machines() {
    azure(
        "runtime data of another report",
        "runtime.bound runtime-data-differs",
        fake -> fake.reportData = data -> Edits.flip(data, 0));
    azure(
        "report data that go on after the digest",
        "runtime.bound runtime-data-differs",
        fake -> fake.reportData = data -> Edits.flip(data, 63));
    azure(
        "runtime data changed afterwards",
        "runtime.bound runtime-data-differs",
        fake ->
            fake.machine.hcl =
                h -> Edits.replace(h, Bytes.utf8("boot\":true"), Bytes.utf8("b00t\":true")));
    azure(
        "vTPM's quote by another key",
        "vtpm.signature signature-invalid",
        fake -> fake.machine.signing = FakeAzure.rsa());
    azure(
        "changed signature of the vTPM's quote",
        "vtpm.signature signature-invalid",
        fake -> fake.machine.signature = s -> Edits.flip(s, 9));
    azure(
        "nonce changed after signing",
        "vtpm.signature signature-invalid",
        fake -> fake.machine.quoted = q -> Edits.flip(q, EXTRA_DATA));
    azure(
        "another register than quoted",
        "vtpm.pcr-digest inconsistent",
        fake -> {
          Bytes right = fake.machine.pcrs[7];
          fake.machine.quote =
              q -> {
                fake.machine.pcrs[7] = Edits.flip(right, 0);
                return q;
              };
        });
    azure(
        "registers of SHA-1",
        "vtpm.selection inconsistent; vtpm.pcr-digest unverifiable",
        fake -> fake.machine.quote = q -> Edits.set(q, SELECTION + 5, 4));
  }

  private void quotes() {
    azure(
        "quote signed by another",
        "quote.signature signature-invalid",
        fake -> fake.intel.foreign(FakeIntel.Part.QUOTE));
    azure(
        "quote of the same domain's other boot",
        "td-report.quoted inconsistent; runtime.bound runtime-data-differs",
        fake -> {
          Bytes quote = fake.intel.body(520, "cd".repeat(32)).quote();
          fake.quote = q -> quote;
        });
    azure(
        "quoting enclave's report signed by another",
        "qe.signature signature-invalid",
        fake -> fake.intel.foreign(FakeIntel.Part.QE_REPORT));
    azure(
        "PCK certificate revoked",
        "pck.revocation revoked",
        fake -> fake.intel.revoke(fake.intel.platform(), 2));
    azure(
        "no TCB info",
        "tcb-info.document endorsement-missing; tdx.module endorsement-missing",
        fake -> fake.intel.without(Endorsements.Type.TCB_INFO));
    azure(
        "no QE identity",
        "qe-identity.document endorsement-missing; qe.enclave unverifiable",
        fake -> fake.intel.without(Endorsements.Type.QE_IDENTITY));
  }

  private void domains() {
    azure(
        "platform out of date",
        "policy.status platform-status-not-accepted",
        fake -> fake.intel.tcbInfo("UpToDate", "OutOfDate"));
    azure("debug", "policy.debug debug-mode", fake -> fake.intel.body(120, "0100001000000000"));
    domain(
        "another mrtd",
        "policy.mrtd mrtd-not-accepted",
        p -> p.require(TdxPolicy.Register.MRTD, Set.of(OTHER)));
    domain(
        "log wanted, none given",
        "policy.event-log endorsement-missing",
        p -> p.requireEventLog(List.of()));
    azure(
        "service TD bound",
        "policy.service-td service-td-not-accepted",
        new FakeAzureTdx(5, 648),
        fake -> fake.intel.body(600, OTHER.hex()),
        p -> p,
        m -> m,
        Challenge.none());
  }

  private void policies() {
    machine(
        "all required",
        "accepted",
        fake -> {},
        m ->
            m.requirePcrs(List.of(pcrs(7, 8)))
                .requireSecureBoot()
                .requireInstance(Set.of("A-1"))
                .requireNonce()
                .requireUserData(),
        Challenge.ofNonce(FakeAzure.NONCE).withUserData(FakeAzure.USER_DATA));
    machine(
        "another register required",
        "policy.pcrs measurement-not-accepted",
        fake -> {},
        m -> m.requirePcrs(List.of(pcrs(7, 9))),
        Challenge.none());
    machine(
        "a register required that isn't quoted",
        "policy.pcrs measurement-not-accepted",
        fake -> {
          Bytes[] all = fake.machine.pcrs.clone();
          all[7] = Bytes.EMPTY;
          Bytes digest = FakeSnp.sha("SHA-256", Edits.concat(all).toByteArray());
          fake.machine.quote =
              q -> Edits.concat(q.slice(0, SELECTION + 7), Bytes.fromHex("7fffff0020"), digest);
        },
        m -> m.requirePcrs(List.of(pcrs(7, 8))),
        Challenge.none());
    machine(
        "no secure boot",
        "policy.secure-boot secure-boot-not-accepted",
        fake -> fake.machine.runtime = fake.machine.runtime.replace("boot\":true", "boot\":false"),
        m -> m.requireSecureBoot(),
        Challenge.none());
    machine(
        "another machine",
        "policy.machine instance-not-accepted",
        fake -> {},
        m -> m.requireInstance(Set.of("B-2")),
        Challenge.none());
    machine(
        "another nonce",
        "policy.nonce nonce-differs",
        fake -> {},
        m -> m,
        Challenge.ofNonce(FakeAzure.USER_DATA));
    machine(
        "no nonce to compare",
        "policy.nonce nonce-not-challenged",
        fake -> {},
        m -> m.requireNonce(),
        Challenge.none());
    machine(
        "other user data",
        "policy.user-data user-data-differs",
        fake -> {},
        m -> m,
        Challenge.none().withUserData(FakeAzure.NONCE));
    machine(
        "a key that there is no room for",
        "policy.public-key public-key-differs",
        fake -> {},
        m -> m,
        Challenge.none().withPublicKey(FakeAzure.NONCE));
    FakeAzureTdx fake = new FakeAzureTdx();
    table.add(
        "Azure: policy for a quote by itself",
        "policy.kind wrong-kind",
        fake.issue(),
        fake.intel.endorsements(),
        DcapPolicies.tdx(fake.intel.anchor()).build(),
        FakeIntel.AT);
    FakeIntel bare = FakeIntel.domain();
    table.add(
        "Azure: quote by itself under a policy for Azure's machines",
        "policy.kind wrong-kind",
        bare.quote(),
        bare.endorsements(),
        new AzureTdxPolicy(DcapPolicies.tdx(bare.anchor()).build(), SnpPolicies.machine().build()),
        FakeIntel.AT);
  }

  private static PcrValues pcrs(int register, int each) {
    return new PcrValues(
        "one", new TreeMap<>(Map.of(register, Bytes.fromHex("%02x".formatted(each).repeat(32)))));
  }

  private void malformed() {
    String report = "malformed azure.td-report";
    azure("TD report of an enclave", report, fake -> fake.report = r -> Edits.set(r, 0, 0));
    azure("TD report of another sort", report, fake -> fake.report = r -> Edits.set(r, 1, 1));
    azure("TD report of version 2", report, fake -> fake.report = r -> Edits.set(r, 2, 2));
    azure("TD report with reserved bytes", report, fake -> fake.report = r -> Edits.set(r, 200, 1));
    azure("TD report with a gap", report, fake -> fake.report = r -> Edits.set(r, 495, 1));
    azure("bytes after the TD report", report, fake -> fake.report = r -> Edits.set(r, 1183, 1));
    container("without a TD quote", "azure.td-quote", "td_quote", "xd_quote");
    container("with two TD quotes", "evidence.json", "{\"ver", "{\"td_quote\":[1],\"ver");
    container(
        "with a TD quote of one byte",
        "dcap.truncated",
        "td_quote\":\"",
        "td_quote\":[4],\"x\":\"");
    container("with a TD quote that isn't base64", "azure.json", "td_quote\":\"", "td_quote\":\"!");
    azure(
        "quote of an enclave",
        "malformed azure.td-quote",
        fake -> {
          Bytes enclave = FakeIntel.enclave(4).quote();
          fake.quote = q -> enclave;
        });
    azure(
        "quote that ends early",
        "malformed dcap.truncated",
        fake -> fake.quote = q -> q.slice(0, 600));
    azure(
        "quote of more than 64 KiB",
        "malformed evidence.too-large",
        fake -> fake.quote = q -> Edits.concat(q, Bytes.zeros(64 * 1024)));
  }

  private void container(String name, String code, String from, String to) {
    azure(
        "container " + name,
        "malformed " + code,
        fake -> fake.machine.container = json -> json.replaceFirst(Pattern.quote(from), to));
  }
}
