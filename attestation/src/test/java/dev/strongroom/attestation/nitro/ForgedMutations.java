// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static dev.strongroom.attestation.nitro.Expectation.first;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.CertificateSpec;
import dev.strongroom.attestation.fixtures.DocumentSpec;
import dev.strongroom.attestation.fixtures.FakeChain;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.x509.Certificate;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;

/// A genuine document's names, dates and content under keys of an attacker's own: the document is
/// signed, each certificate is of the right form, and only the link to the pinned root is missing.
final class ForgedMutations {
  private static final String UNVERIFIED = "path.signatures unverifiable";
  private static final String FORGED = "path.signatures certificate-signature-invalid";

  private ForgedMutations() {}

  static void addTo(GenuineTable table) throws Exception {
    NitroDocument document = table.document();
    List<Bytes> genuine = ChainMutations.chain(document);
    List<Certificate> parsed = new ArrayList<>();
    for (Bytes der : genuine) {
      parsed.add(Certificate.parse(der));
    }

    FakeChain all = likeness(parsed);
    forged(
        table, "all certificates", only("path.root untrusted-root", UNVERIFIED), all, genuine, 0);
    for (int from = 1; from < genuine.size(); from++) {
      FakeChain rest = likeness(parsed);
      CertificateSpec highest = rest.at(from);
      highest.signer(FakeNitro.p384());
      Bytes keyId = parsed.get(from - 1).extensions().subjectKeyId();
      if (keyId != null && from < genuine.size() - 1) {
        highest.authorityKeyId(keyId);
      }
      forged(table, "certificates from " + from + " on", only(FORGED), rest, genuine, from);
    }

    FakeChain otherKey = likeness(parsed);
    forged(
        table,
        "certificates from 1 on, naming another root's key",
        only("path.names not-chained", UNVERIFIED),
        otherKey,
        genuine,
        1);

    FakeChain selfSigned = likeness(parsed);
    CertificateSpec leaf = selfSigned.leaf();
    leaf.signer(leaf.keys()).issuer(leaf.subject());
    forged(
        table,
        "leaf by itself",
        only("path.names not-chained", UNVERIFIED),
        selfSigned,
        genuine,
        genuine.size() - 1);

    // The attacker's leaf isn't in the path at all: only the signature has to hold for it to pass.
    FakeChain outside = likeness(parsed);
    outside.issue();
    DocumentSpec unlinked = DocumentSpec.of(document);
    table.add(
        "document signed by a key outside the path",
        only("cose.signature signature-invalid"),
        unlinked.sign(outside.leaf().keys().getPrivate()));

    List<Bytes> ownRoot = new ArrayList<>(likeness(parsed).issue());
    ownRoot.subList(1, ownRoot.size()).clear();
    ownRoot.addAll(genuine.subList(1, genuine.size()));
    table.change(
        "root of the same name, rest genuine",
        first("path.root untrusted-root", "cose.signature signature-invalid"),
        d -> d.cabundle(ownRoot.subList(0, ownRoot.size() - 1)));
  }

  /// Certificates of the same names and dates as the genuine ones, with other keys.
  private static FakeChain likeness(List<Certificate> genuine) {
    FakeChain chain = FakeNitro.create().document().chain();
    for (int i = 0; i < genuine.size(); i++) {
      Certificate certificate = genuine.get(i);
      chain
          .at(i)
          .subject(X500Name.getInstance(certificate.subject().toByteArray()))
          .validity(certificate.notBefore(), certificate.notAfter());
    }
    return chain;
  }

  /// The document with certificates of `chain` from position `from` on, signed with its leaf's key.
  private static void forged(
      GenuineTable table,
      String name,
      Expectation expected,
      FakeChain chain,
      List<Bytes> genuine,
      int from) {
    List<Bytes> mixed = new ArrayList<>(genuine.subList(0, from));
    List<Bytes> issued = chain.issue();
    mixed.addAll(issued.subList(from, issued.size()));
    PrivateKey key = chain.leaf().keys().getPrivate();
    table.add(
        "forged: " + name,
        expected,
        DocumentSpec.of(table.document())
            .certificate(mixed.getLast())
            .cabundle(mixed.subList(0, mixed.size() - 1))
            .sign(key));
  }
}
