// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.fixtures.FakeIntel.Part;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;

/// Forged quotes and collateral under a test root that is trusted: certificates, lists, documents,
/// signatures. Each breaks one rule.
final class ForgedChains {
  private static final Duration DAY = Duration.ofDays(1);

  private ForgedChains() {}

  static void into(DcapTable table) {
    certificates(table);
    lists(table);
    documents(table);
    quotingEnclave(table);
  }

  private static void certificates(DcapTable t) {
    t.domain("forged: nothing wrong", "accepted", f -> {});
    t.domain(
        "forged: vendor of another quoting enclave",
        "quote.vendor inconsistent",
        f -> f.header(12, "ff"));
    t.domain(
        "forged: certification data of type 1, chain given along",
        "accepted",
        f -> f.certification(1));
    t.domain(
        "forged: certification data of type 3, chain given along",
        "accepted",
        f -> f.certification(3));
    t.domain(
        "forged: certification data of type 2, nothing given along",
        "pck.chain endorsement-missing",
        f -> f.certification(2).without(Endorsements.Type.CERTIFICATE));
    t.domain(
        "forged: certification data of type 2, no issuer given along",
        "pck.chain endorsement-missing",
        f -> f.certification(2).given(items -> items.subList(0, 1)));
    t.domain(
        "forged: two certificates in the quote",
        "pck.chain endorsement-malformed",
        f -> f.embedded(chain -> chain.subList(0, 2)));
    t.domain(
        "forged: four certificates in the quote",
        "pck.chain endorsement-malformed",
        f -> f.embedded(chain -> List.of(chain.get(0), chain.get(1), chain.get(2), chain.get(2))));
    t.domain(
        "forged: root first in the quote",
        "pck.root untrusted-root",
        f -> f.embedded(List::reversed));
    t.domain(
        "forged: root of another with the same name",
        "pck.root untrusted-root",
        f -> f.embedded(chain -> FakeIntel.domain().issued()));
    t.domain(
        "forged: a byte of the certificate changed",
        "pck.signatures certificate-signature-invalid",
        f ->
            f.embedded(chain ->
                List.of(
                    Edits.set(
                        chain.get(0),
                        chain.get(0).length() - 1,
                        chain.get(0).at(chain.get(0).length() - 1) ^ 1),
                    chain.get(1),
                    chain.get(2))));
    t.domain(
        "forged: PCK certificate expired",
        "pck.validity expired",
        f ->
            f.platform()
                .leaf()
                .validity(FakeIntel.AT.minus(DAY.multipliedBy(2)), FakeIntel.AT.minus(DAY)));
    t.domain(
        "forged: PCK certificate not yet valid",
        "pck.validity not-yet-valid",
        f ->
            f.platform()
                .leaf()
                .validity(FakeIntel.AT.plus(DAY), FakeIntel.AT.plus(DAY.multipliedBy(2))));
    t.domain(
        "forged: PCK certificate is a CA",
        "pck.authorities wrong-authority",
        f -> f.platform().leaf().ca(0));
    t.domain(
        "forged: PCK certificate of another name",
        "pck.subject inconsistent",
        f -> f.platform().leaf().subject(new X500Name("CN=Intel SGX TCB Signing")));
    t.domain(
        "forged: CA of another name",
        "pck.subject inconsistent",
        f -> f.platform().at(1).subject(new X500Name("CN=Intel SGX Other CA")));
    t.domain(
        "forged: PCK certificate that may not sign",
        "pck.key-usage wrong-key-usage",
        f -> f.platform().leaf().keyUsage(org.bouncycastle.asn1.x509.KeyUsage.keyAgreement, true));
    t.domain(
        "forged: CA that isn't a certificate",
        "pck.certificates certificate-malformed",
        f -> f.embedded(chain -> List.of(chain.get(0), chain.get(0).slice(0, 90), chain.get(2))));
    t.domain(
        "forged: PCK certificate signed with SHA-384",
        "pck.certificates certificate-unsuitable",
        f -> f.platform().leaf().algorithm("SHA384withECDSA"));
    t.domain(
        "forged: PCK certificate that names another key of its issuer",
        "pck.names not-chained",
        f -> f.platform().leaf().authorityKeyId(Bytes.zeros(20)));
    t.domain(
        "forged: root that allows no CA below it",
        "pck.length path-too-long",
        f -> f.platform().root().ca(0));
    t.domain(
        "forged: critical extension that isn't known",
        "pck.extensions extension-not-understood",
        f ->
            f.platform()
                .leaf()
                .extension("1.2.3.4", true, new org.bouncycastle.asn1.ASN1Integer(1)));
    t.domain(
        "forged: root of another name",
        "pck.subject inconsistent; tcb-signing.subject inconsistent",
        f -> f.platform().root().subject(new X500Name("CN=Intel Other Root CA")));
    t.domain(
        "forged: TCB signing certificate signed with SHA-384",
        "tcb-signing.certificates certificate-unsuitable",
        f -> f.signing().leaf().algorithm("SHA384withECDSA"));
    t.domain(
        "forged: TCB signing certificate that names another key of its issuer",
        "tcb-signing.names not-chained",
        f -> f.signing().leaf().authorityKeyId(Bytes.zeros(20)));
    t.domain(
        "forged: TCB signing certificate is a CA",
        "tcb-signing.authorities wrong-authority",
        f -> f.signing().leaf().ca(0));
    t.domain(
        "forged: TCB signing certificate that may not sign",
        "tcb-signing.key-usage wrong-key-usage",
        f -> f.signing().leaf().keyUsage(org.bouncycastle.asn1.x509.KeyUsage.keyAgreement, true));
    t.domain(
        "forged: critical extension of the TCB signing certificate that isn't known",
        "tcb-signing.extensions extension-not-understood",
        f ->
            f.signing()
                .leaf()
                .extension("1.2.3.4", true, new org.bouncycastle.asn1.ASN1Integer(1)));
    t.domain(
        "forged: TCB signing certificate signed by another",
        "tcb-signing.signatures certificate-signature-invalid",
        f -> f.signing().leaf().signer(f.platform().leaf().keys()));
    t.domain(
        "forged: member of the SGX extension missing",
        "pck.platform certificate-malformed",
        f -> f.pck.missing = 1);
    t.domain(
        "forged: component of the SGX extension too large",
        "pck.platform certificate-malformed",
        f -> f.pck.components[3] = 256);
    t.domain(
        "forged: PPID of 15 bytes",
        "pck.platform certificate-malformed",
        f -> f.pck.ppid = f.pck.ppid.slice(0, 15));
  }

  private static void lists(DcapTable t) {
    t.domain(
        "forged: no revocation lists",
        "pck.revocation revocation-unknown",
        f -> f.without(Endorsements.Type.REVOCATION_LIST));
    t.domain(
        "forged: no list of the root",
        "pck.revocation revocation-unknown",
        f -> f.given(items -> items.stream().filter(i -> !i.equals(list(items, 0))).toList()));
    t.domain(
        "forged: no list of the CA",
        "pck.revocation revocation-unknown",
        f -> f.given(items -> items.stream().filter(i -> !i.equals(list(items, 1))).toList()));
    t.domain(
        "forged: lists signed by another",
        "pck.revocation endorsement-invalid",
        f -> f.foreign(Part.LISTS));
    t.domain(
        "forged: lists out of date",
        "pck.revocation endorsement-out-of-date",
        f -> f.lists(FakeIntel.AT.minus(DAY.multipliedBy(9)), FakeIntel.AT.minus(DAY)));
    t.domain(
        "forged: lists of tomorrow",
        "pck.revocation endorsement-out-of-date",
        f -> f.lists(FakeIntel.AT.plus(DAY), FakeIntel.AT.plus(DAY.multipliedBy(9))));
    t.domain(
        "forged: PCK certificate revoked",
        "pck.revocation revoked",
        f -> f.revoke(f.platform(), 2));
    t.domain("forged: CA revoked", "pck.revocation revoked", f -> f.revoke(f.platform(), 1));
    t.domain(
        "forged: TCB signing certificate revoked",
        "tcb-signing.revocation revoked",
        f -> f.revoke(f.signing(), 1));
  }

  private static Item list(List<Item> items, int index) {
    return items.stream()
        .filter(item -> item.type() == Endorsements.Type.REVOCATION_LIST)
        .toList()
        .get(index);
  }

  private static void documents(DcapTable t) {
    t.domain(
        "forged: no certificates given",
        "tcb-signing.chain endorsement-missing",
        f -> f.without(Endorsements.Type.CERTIFICATE));
    t.domain(
        "forged: TCB signing certificate expired",
        "tcb-signing.validity expired",
        f ->
            f.signing()
                .leaf()
                .validity(FakeIntel.AT.minus(DAY.multipliedBy(2)), FakeIntel.AT.minus(DAY)));
    t.domain(
        "forged: TCB signing certificate issued by a leaf",
        "tcb-signing.root untrusted-root",
        f ->
            f.signing()
                .leaf()
                .issuer(f.platform().leaf().subject())
                .signer(f.platform().leaf().keys()));
    t.domain(
        "forged: TCB signing certificate issued by the PCK CA",
        "tcb-signing.root untrusted-root",
        f ->
            f.signing()
                .leaf()
                .issuer(f.platform().at(1).subject())
                .signer(f.platform().at(1).keys()));
    t.domain(
        "forged: no TCB info",
        "tcb-info.document endorsement-missing",
        f -> f.without(Endorsements.Type.TCB_INFO));
    t.domain(
        "forged: no QE identity",
        "qe-identity.document endorsement-missing",
        f -> f.without(Endorsements.Type.QE_IDENTITY));
    t.domain(
        "forged: TCB info signed by another",
        "tcb-info.signature endorsement-invalid",
        f -> f.foreign(Part.TCB_INFO));
    t.domain(
        "forged: QE identity signed by another",
        "qe-identity.signature endorsement-invalid",
        f -> f.foreign(Part.QE_IDENTITY));
    t.domain(
        "forged: blank added to TCB info after it was signed",
        "tcb-info.signature endorsement-invalid",
        f ->
            f.given(items ->
                edited(items, Endorsements.Type.TCB_INFO, "\"version\":3", "\"version\": 3")));
    t.domain(
        "forged: blank around what TCB info signed",
        "accepted",
        f ->
            f.given(items ->
                edited(items, Endorsements.Type.TCB_INFO, "{\"tcbInfo\":", "{ \"tcbInfo\" : ")));
    t.domain(
        "forged: status of TCB info changed after it was signed",
        "tcb-info.signature endorsement-invalid",
        f -> f.given(items -> edited(items, Endorsements.Type.TCB_INFO, "OutOfDate", "UpToDate")));
    t.domain(
        "forged: member of TCB info twice",
        "tcb-info.document endorsement-malformed",
        f ->
            f.given(items ->
                edited(
                    items,
                    Endorsements.Type.TCB_INFO,
                    "{\"tcbInfo\":",
                    "{\"tcbInfo\":{},\"tcbInfo\":")));
    t.domain(
        "forged: TCB info of SGX",
        "tcb-info.kind endorsement-differs",
        f -> f.tcbInfo("\"id\":\"TDX\"", "\"id\":\"SGX\""));
    t.domain(
        "forged: TCB info of version 4",
        "tcb-info.document endorsement-malformed",
        f -> f.tcbInfo("\"version\":3", "\"version\":4"));
    t.domain(
        "forged: unknown status",
        "tcb-info.document endorsement-malformed",
        f -> f.tcbInfo("\"SWHardeningNeeded\"", "\"Splendid\""));
    t.domain(
        "forged: unknown type of TCB",
        "tcb-info.document endorsement-malformed",
        f -> f.tcbInfo("\"tcbType\":0", "\"tcbType\":1"));
    t.domain(
        "forged: 15 components",
        "tcb-info.document endorsement-malformed",
        f -> f.tcbInfo("{\"svn\":5},{\"svn\":5},", "{\"svn\":5},"));
    t.domain(
        "forged: TCB info out of date",
        "tcb-info.validity endorsement-out-of-date",
        f -> f.tcbInfo("2026-01-31T00:00:00Z", "2026-01-15T12:00:00Z"));
    t.domain(
        "forged: TCB info of tomorrow",
        "tcb-info.validity endorsement-out-of-date",
        f -> f.tcbInfo("2026-01-01T00:00:00Z", "2026-01-16T00:00:00Z"));
    t.domain(
        "forged: TCB info of another platform",
        "tcb-info.platform endorsement-differs",
        f -> f.tcbInfo("90C06F000000", "90C06F000001"));
    t.domain(
        "forged: TCB info of another provisioning enclave",
        "tcb-info.platform endorsement-differs",
        f -> f.tcbInfo("\"pceId\":\"0000\"", "\"pceId\":\"0001\""));
    t.domain(
        "forged: identity of the SGX quoting enclave",
        "qe-identity.kind endorsement-differs",
        f -> f.qeIdentity("\"TD_QE\"", "\"QE\""));
    t.domain(
        "forged: QE identity of version 3",
        "qe-identity.document endorsement-malformed",
        f -> f.qeIdentity("\"version\":2", "\"version\":3"));
    t.domain(
        "forged: QE identity out of date",
        "qe-identity.validity endorsement-out-of-date",
        f -> f.qeIdentity("2026-01-31T00:00:00Z", "2026-01-02T00:00:00Z"));
  }

  private static List<Item> edited(
      List<Item> items, Endorsements.Type type, String old, String replacement) {
    return items.stream()
        .map(item ->
            item.type() == type
                ? Item.of(
                    type,
                    Bytes.utf8(String.valueOf(item.content().asUtf8()).replace(old, replacement)))
                : item)
        .toList();
  }

  private static void quotingEnclave(DcapTable t) {
    t.domain(
        "forged: quoting enclave's report signed by another",
        "qe.signature signature-invalid",
        f -> f.foreign(Part.QE_REPORT));
    t.domain(
        "forged: attestation key that isn't bound",
        "qe.attestation-key attestation-key-differs",
        f -> f.unbound().qe(320, "00"));
    t.domain(
        "forged: more bound than the attestation key",
        "qe.attestation-key attestation-key-differs",
        f -> f.qe(352, "01"));
    t.domain(
        "forged: quoting enclave of another signer",
        "qe.enclave endorsement-differs",
        f -> f.qe(128, "dd"));
    t.domain(
        "forged: quoting enclave of another product",
        "qe.enclave endorsement-differs",
        f -> f.qe(256, "0100"));
    t.domain(
        "forged: quoting enclave in debug mode",
        "qe.enclave endorsement-differs",
        f -> f.qe(48, "13"));
    t.domain(
        "forged: quoting enclave with MISCSELECT",
        "qe.enclave endorsement-differs",
        f -> f.qe(16, "01000000"));
    t.domain(
        "forged: quote signed by another",
        "quote.signature signature-invalid",
        f -> f.foreign(Part.QUOTE));
    t.domain(
        "forged: attestation key off the curve",
        "qe.attestation-key attestation-key-differs",
        f -> f.signature(part -> Edits.set(part, 100, part.at(100) ^ 1)));
    t.domain(
        "forged: signature of zeros",
        "quote.signature signature-invalid",
        f -> f.signature(part -> Edits.concat(Bytes.zeros(64), part.slice(64, part.length()))));
    t.domain(
        "forged: TDX module of another signer",
        "tdx.module endorsement-differs",
        f -> f.body(64, "01"));
    t.domain(
        "forged: TDX module with attributes",
        "tdx.module endorsement-differs",
        f -> f.body(112, "01"));
    t.domain(
        "forged: TDX module of an unknown major version",
        "tdx.module endorsement-missing",
        f -> f.body(1, "02"));
    t.domain(
        "forged: TDX module without a major version, of another signer",
        "tdx.module endorsement-differs",
        f -> f.body(1, "00").body(64, "01"));
  }
}
