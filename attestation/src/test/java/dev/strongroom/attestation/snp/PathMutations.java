// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.first;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeSnp;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x509.KeyUsage;

/// Certificates and lists that break one rule each.
final class PathMutations {
  private static final Instant BEFORE = FakeSnp.TIME.minusSeconds(1);
  private static final Instant AFTER = FakeSnp.TIME.plusSeconds(1);
  private static final Bytes PSS_SHA256 =
      Bytes.fromHex(
          "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a"
              + "06092a864886f70d010108300d06096086480165030402010500a203020120");

  private PathMutations() {}

  static void addTo(SnpTable table) {
    table.chip("unchanged chip's report", accepted(), fake -> {});
    table.leased("unchanged leased key's report", accepted(), fake -> {});
    missing(table);
    structure(table);
    roles(table);
    lists(table);
  }

  private static void missing(SnpTable table) {
    table.chip(
        "no root",
        only("endorsements.path endorsement-missing", "policy.revocation revocation-unknown"),
        fake -> fake.rootGiven = false);
    table.chip(
        "no issuer",
        only("endorsements.path endorsement-missing", "policy.revocation revocation-unknown"),
        fake -> fake.issuerGiven = false);
    table.chip(
        "no leaf",
        only(
            "endorsements.path endorsement-missing",
            "leaf.extensions endorsement-missing",
            "leaf.product unverifiable",
            "leaf.tcb unverifiable",
            "leaf.chip unverifiable",
            "leaf.provider unverifiable",
            "report.signature unverifiable",
            "policy.revocation revocation-unknown"),
        fake -> fake.leafGiven = false);
    table.chip(
        "a leaf that can't be read",
        first("endorsements.path endorsement-malformed"),
        fake -> {
          fake.leafGiven = false;
          fake.more.add(Bytes.fromHex("3000"));
        });
    table.chip(
        "others' certificates besides",
        accepted(),
        fake -> {
          FakeSnp other = FakeSnp.vlek();
          fake.more.add(other.leaf.issue());
          fake.more.add(other.issuer.issue());
          FakeSnp elsewhere = FakeSnp.vcek();
          elsewhere.leaf.amd.put("4", Bytes.fromHex("c2".repeat(64)));
          fake.more.add(elsewhere.leaf.issue());
          fake.more.add(Bytes.fromHex("3000"));
        });
    table.chip(
        "an issuer of the same name besides",
        accepted(),
        fake -> {
          FakeSnp other = FakeSnp.vcek();
          other.issuer.keys = FakeSnp.rsa(2);
          fake.more.add(other.issuer.issue());
        });
  }

  private static void structure(SnpTable table) {
    table.chip(
        "a root of somebody else's",
        first("path.root untrusted-root", "path.signatures unverifiable"),
        fake -> {
          fake.root.keys = FakeSnp.rsa(2);
          fake.root.signer = FakeSnp.rsa(2).getPrivate();
          fake.issuer.signer = FakeSnp.rsa(2).getPrivate();
        });
    table.chip(
        "a certificate for the root's key by somebody else",
        only("path.signatures certificate-signature-invalid"),
        fake -> fake.root.signer = FakeSnp.rsa(2).getPrivate());
    table.chip(
        "damaged issuer",
        only("path.signatures certificate-signature-invalid"),
        fake -> fake.issuer.damage = 1);
    table.chip(
        "damaged leaf",
        only("path.signatures certificate-signature-invalid"),
        fake -> fake.leaf.damage = 1);
    table.chip(
        "leaf by somebody else",
        only("path.signatures certificate-signature-invalid"),
        fake -> fake.leaf.signer = FakeSnp.rsa(2).getPrivate());
    table.chip("expired leaf", only("path.validity expired"), fake -> fake.leaf.to = BEFORE);
    table.chip("leaf to come", only("path.validity not-yet-valid"), fake -> fake.leaf.from = AFTER);
    table.chip("expired issuer", only("path.validity expired"), fake -> fake.issuer.to = BEFORE);
    table.chip("expired root", only("path.validity expired"), fake -> fake.root.to = BEFORE);
    table.chip(
        "issuer that may not sign certificates",
        first("path.key-usage wrong-key-usage"),
        fake -> fake.issuer.usage = KeyUsage.digitalSignature);
    table.chip(
        "leaf that may not sign",
        first("path.key-usage wrong-key-usage"),
        fake -> fake.leaf.usage = KeyUsage.keyAgreement);
    table.chip(
        "issuer whose path is too long",
        first("path.length path-too-long"),
        fake -> fake.root.pathLength = 0);
    table.chip(
        "leaf that names another key of its issuer",
        first("path.names not-chained"),
        fake -> {
          fake.issuer.plain.put("2.5.29.14", Bytes.fromHex("040401020304"));
          fake.leaf.plain.put("2.5.29.35", Bytes.fromHex("3006800405060708"));
        });
    table.chip(
        "leaf that is a CA",
        first("endorsements.path endorsement-missing"),
        fake -> fake.leaf.ca = true);
    table.chip(
        "issuer that isn't a CA",
        first("endorsements.path endorsement-missing"),
        fake -> fake.issuer.ca = false);
    table.chip(
        "critical extension in the leaf",
        first("path.extensions extension-not-understood"),
        fake -> fake.leaf.unknown.add("1.2.3.4"));
    table.chip(
        "critical extension in the issuer",
        first("path.extensions extension-not-understood"),
        fake -> fake.issuer.unknown.add("1.2.3.4"));
    table.chip(
        "leaf that says PSS with SHA-256",
        first("path.certificates certificate-unsuitable"),
        fake -> fake.leaf.algorithm = PSS_SHA256);
    table.chip(
        "leaf with an RSA key",
        first("path.certificates certificate-unsuitable", "report.signature unverifiable"),
        fake -> fake.leaf.keys = FakeSnp.rsa(2));
    table.chip(
        "issuer on P-384",
        first("path.certificates certificate-unsuitable"),
        fake -> fake.issuer.keys = FakeSnp.p384());
  }

  private static void roles(SnpTable table) {
    table.leased(
        "leased key under the authority for chips",
        only("path.roles inconsistent"),
        fake -> named(fake, "SEV-Genoa"));
    table.chip(
        "chip's key under the authority for leased ones",
        only("path.roles inconsistent"),
        fake -> named(fake, "SEV-VLEK-Genoa"));
    table.chip(
        "authority of another product",
        only("path.roles inconsistent"),
        fake -> named(fake, "SEV-Milan"));
    table.chip(
        "root of another product",
        first("path.roles inconsistent", "policy.revocation revocation-unknown"),
        fake -> {
          fake.root.name = "ARK-Milan";
          fake.root.issuer = "ARK-Milan";
          fake.issuer.issuer = "ARK-Milan";
        });
    table.chip(
        "leaf of another name",
        only("path.roles inconsistent"),
        fake -> fake.leaf.name = "SEV-OTHER");
    table.chip(
        "chip's report with a leased key's certificate",
        first("path.roles inconsistent", "leaf.extensions certificate-malformed"),
        fake -> {
          FakeSnp leased = FakeSnp.vlek();
          fake.leaf = leased.leaf;
          fake.issuer = leased.issuer;
        });
  }

  private static void named(FakeSnp fake, String issuer) {
    fake.issuer.name = issuer;
    fake.leaf.issuer = issuer;
  }

  private static void lists(SnpTable table) {
    Instant past = FakeSnp.TIME.minus(Duration.ofDays(60));
    table.chip("no list", only("policy.revocation revocation-unknown"), fake -> fake.lists.clear());
    table.policy(
        "no list, allowed",
        accepted(),
        fake -> fake.lists.clear(),
        b -> b.allow(Relaxation.UNKNOWN_REVOCATION, "a test"));
    table.chip(
        "expired list",
        only("path.revocation endorsement-out-of-date", "policy.revocation revocation-unknown"),
        fake -> replace(fake, fake.list(past, BEFORE)));
    table.policy(
        "expired list where none is allowed too",
        only("path.revocation endorsement-out-of-date"),
        fake -> replace(fake, fake.list(past, BEFORE)),
        b -> b.allow(Relaxation.UNKNOWN_REVOCATION, "a test"));
    table.chip(
        "list to come",
        first("path.revocation endorsement-out-of-date"),
        fake -> replace(fake, fake.list(AFTER, AFTER.plusSeconds(100))));
    table.chip(
        "list of somebody else's",
        first("path.revocation endorsement-invalid"),
        fake -> replace(fake, fake.root.list(FakeSnp.rsa(2).getPrivate(), past, AFTER)));
    table.chip(
        "list of a root that may not make any",
        first("path.revocation endorsement-invalid"),
        fake -> fake.root.usage = KeyUsage.keyCertSign);
    table.chip(
        "list of another root's",
        only("policy.revocation revocation-unknown"),
        fake -> replace(fake, fake.leaf.list(FakeSnp.rsa(0).getPrivate(), past, AFTER)));
    table.chip(
        "list that can't be read",
        first("path.revocation endorsement-malformed"),
        fake -> replace(fake, Bytes.fromHex("3000")));
    table.chip(
        "revoked issuer",
        only("path.revocation revoked", "policy.revocation revocation-unknown"),
        fake -> replace(fake, fake.list(past, AFTER, FakeSnp.ASK_SERIAL)));
    table.chip(
        "issuer that an old list revokes and a new one doesn't",
        first("path.revocation revoked"),
        fake -> fake.lists.addFirst(fake.list(past, BEFORE, FakeSnp.ASK_SERIAL)));
    table.chip(
        "another issuer revoked",
        accepted(),
        fake -> replace(fake, fake.list(past, AFTER, BigInteger.valueOf(0x20001))));
    table.chip(
        "a good list and an expired one",
        accepted(),
        fake -> fake.lists.add(fake.list(past, BEFORE)));
    table.chip(
        "damaged list",
        first("path.revocation endorsement-invalid"),
        fake -> replace(fake, Edits.flip(fake.lists.getFirst(), -1)));
  }

  private static void replace(FakeSnp fake, Bytes list) {
    fake.lists.clear();
    fake.lists.add(list);
  }
}
