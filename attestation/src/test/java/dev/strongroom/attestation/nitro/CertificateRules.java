// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.CertificateSpec;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeNitro;
import java.security.KeyPair;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;

/// What a single certificate of the path may be: its key, algorithm, extensions and encoding.
final class CertificateRules {
  private static final String UNVERIFIED = "path.signatures unverifiable";
  private static final String UNSUITABLE = "path.certificates certificate-unsuitable";
  private static final String UNKNOWN_OID = "1.3.6.1.4.1.99999.1";

  private CertificateRules() {}

  static void addTo(FakeTable table) {
    keys(table);
    algorithms(table);
    extensions(table);
    encodings(table);
  }

  private static void keys(FakeTable table) {
    for (int n = 0; n < 4; n++) {
      int i = n;
      key(table, "CA " + i + " has a P-256 key", i, FakeNitro.ec("secp256r1"));
    }
    key(table, "regional CA has a P-521 key", 1, FakeNitro.ec("secp521r1"));
    key(table, "regional CA has an RSA key", 1, FakeNitro.rsa());
    // Then the leaf is signed by RSA, and isn't trusted with the document's signature either.
    table.change(
        "instance CA has an RSA key",
        only(UNSUITABLE, UNVERIFIED, "cose.signature unverifiable"),
        d -> d.chain().instance().keys(FakeNitro.rsa()));
    for (String curve : new String[] {"secp256r1", "secp521r1"}) {
      table.change(
          "leaf has a key on " + curve,
          only(UNSUITABLE, UNVERIFIED, "cose.signature unverifiable"),
          d -> d.chain().leaf().keys(FakeNitro.ec(curve)));
    }
    for (int n = 0; n < 4; n++) {
      int i = n;
      table.change(
          "CA " + i + " has a key that is no point of the curve",
          only(UNVERIFIED),
          d -> offTheCurve(d.chain().at(i)));
    }
    table.change(
        "leaf has a key that is no point of the curve",
        only("cose.signature unverifiable"),
        d -> offTheCurve(d.chain().leaf()));
  }

  private static void offTheCurve(CertificateSpec certificate) {
    Bytes key = Bytes.copyOf(certificate.keys().getPublic().getEncoded());
    certificate.changeSignedPart(edit(key.hex(), Edits.flip(key, -1).hex()));
  }

  private static void key(FakeTable table, String name, int position, KeyPair keys) {
    table.change(name, only(UNSUITABLE, UNVERIFIED), d -> d.chain().at(position).keys(keys));
  }

  private static void algorithms(FakeTable table) {
    for (int n = 0; n < 4; n++) {
      int i = n;
      table.change(
          "CA " + i + " is signed by ECDSA with SHA-256",
          only(UNSUITABLE, UNVERIFIED),
          d -> d.chain().at(i).algorithm("SHA256withECDSA"));
    }
    for (String digest : new String[] {"SHA256", "SHA512", "SHA1"}) {
      table.change(
          "leaf is signed by ECDSA with " + digest,
          only(UNSUITABLE, UNVERIFIED, "cose.signature unverifiable"),
          d -> d.chain().leaf().algorithm(digest + "withECDSA"));
    }
  }

  private static void extensions(FakeTable table) {
    Expectation refused = only("path.extensions extension-not-understood", UNVERIFIED);
    NameConstraints names =
        new NameConstraints(
            new GeneralSubtree[] {
              new GeneralSubtree(new GeneralName(GeneralName.dNSName, "strongroom.invalid"))
            },
            null);
    for (int i = 0; i < 5; i++) {
      extension(
          table, "an unknown critical extension", refused, i, UNKNOWN_OID, true, DERNull.INSTANCE);
      extension(table, "an unknown extension", accepted(), i, UNKNOWN_OID, false, DERNull.INSTANCE);
    }
    for (boolean critical : new boolean[] {true, false}) {
      String sort = critical ? "critical " : "";
      extension(table, sort + "name constraints", refused, 1, "2.5.29.30", critical, names);
      extension(
          table, sort + "policy constraints", refused, 2, "2.5.29.36", critical, new DERSequence());
      extension(
          table, sort + "inhibitAnyPolicy", refused, 3, "2.5.29.54", critical, new ASN1Integer(0));
      CertificatePolicies policies =
          new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier(UNKNOWN_OID)));
      ExtendedKeyUsage purposes = new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth);
      Expectation ifCritical = critical ? refused : accepted();
      extension(table, sort + "policies", ifCritical, 2, "2.5.29.32", critical, policies);
      extension(table, sort + "extended key usage", ifCritical, 4, "2.5.29.37", critical, purposes);
    }
  }

  private static void extension(
      FakeTable table,
      String name,
      Expectation expected,
      int position,
      String oid,
      boolean critical,
      ASN1Encodable value) {
    table.change(
        "certificate " + position + " has " + name,
        expected,
        d -> d.chain().at(position).extension(oid, critical, value));
  }

  /// Certificates that the reader refuses, though their issuer signed them.
  private static void encodings(FakeTable table) {
    malformed(
        table,
        "an extension twice",
        c ->
            c.extension(UNKNOWN_OID, false, DERNull.INSTANCE)
                .extension(UNKNOWN_OID, false, DERNull.INSTANCE));
    malformed(table, "key usage twice", c -> c.extension("2.5.29.15", true, new KeyUsage(255)));
    malformed(
        table,
        "a path length without being a CA",
        c -> c.notCa(false).extension("2.5.29.19", true, new DERSequence(new ASN1Integer(0))));
    malformed(
        table,
        "basic constraints that are no sequence",
        c -> c.notCa(false).extension("2.5.29.19", true, DERNull.INSTANCE));
    malformed(
        table,
        "key usage that is no bit string",
        c -> c.keyUsage(0, true).extension("2.5.29.15", true, DERNull.INSTANCE));
    malformed(table, "version 2", c -> c.changeSignedPart(edit("a003020102", "a003020101")));
    malformed(table, "version 4", c -> c.changeSignedPart(edit("a003020102", "a003020103")));
    malformed(
        table,
        "a flag that is neither true nor false",
        c -> c.changeSignedPart(edit("0603551d130101ff", "0603551d13010101")));
    malformed(
        table,
        "another algorithm inside than outside",
        // ecdsa-with-SHA256 in the signed part: its first occurrence, before the issuer.
        c -> c.changeSignedPart(edit("300a06082a8648ce3d040303", "300a06082a8648ce3d040302")));
  }

  private static void malformed(FakeTable table, String name, Consumer<CertificateSpec> change) {
    Expectation refused =
        only(
            "path.certificates certificate-malformed",
            "cose.signature unverifiable",
            "leaf.name unverifiable",
            "leaf.time unverifiable");
    for (int i : new int[] {1, 4}) {
      table.change(
          "certificate " + i + " has " + name, refused, d -> change.accept(d.chain().at(i)));
    }
  }

  private static UnaryOperator<byte[]> edit(String old, String replacement) {
    return signedPart ->
        Edits.replace(Bytes.copyOf(signedPart), Bytes.fromHex(old), Bytes.fromHex(replacement))
            .toByteArray();
  }
}
