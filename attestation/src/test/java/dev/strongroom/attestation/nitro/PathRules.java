// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.CertificateSpec;
import dev.strongroom.attestation.fixtures.FakeChain;
import dev.strongroom.attestation.fixtures.FakeNitro;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.KeyUsage;

/// How certificates of a path fit together: authority, lengths, key usage, dates, names,
/// signatures.
///
/// `path.signatures` is unverifiable wherever the path's structure is broken: no work is done for a
/// path that can't be right.
final class PathRules {
  private static final String UNVERIFIED = "path.signatures unverifiable";
  private static final int CERTIFYING = KeyUsage.keyCertSign;

  private PathRules() {}

  static void addTo(FakeTable table) {
    authorities(table);
    lengths(table);
    keyUsage(table);
    dates(table);
    names(table);
    signatures(table);
  }

  /// A rule about the path's structure.
  private static Expectation broken(String failure) {
    return only(failure, UNVERIFIED);
  }

  private static void authorities(FakeTable table) {
    Expectation wrong = broken("path.authorities wrong-authority");
    for (int n = 0; n < 4; n++) {
      int i = n;
      table.change("CA " + i + " says that it is none", wrong, d -> d.chain().at(i).notCa(true));
      table.change(
          "CA " + i + " without basicConstraints", wrong, d -> d.chain().at(i).notCa(false));
    }
    table.change("leaf is a CA", wrong, d -> d.chain().leaf().ca(-1));
    table.change("leaf is a CA with path length 0", wrong, d -> d.chain().leaf().ca(0));
    table.change("leaf without basicConstraints", accepted(), d -> d.chain().leaf().notCa(false));
  }

  private static void lengths(FakeTable table) {
    Expectation tooLong = broken("path.length path-too-long");
    table.change("root allows 0 CAs", tooLong, d -> d.chain().root().ca(0));
    table.change("root allows 2 CAs", tooLong, d -> d.chain().root().ca(2));
    table.change("root allows 3 CAs", accepted(), d -> d.chain().root().ca(3));
    table.change("regional CA allows 1 CA", tooLong, d -> d.chain().at(1).ca(1));
    table.change("zonal CA allows 0 CAs", tooLong, d -> d.chain().at(2).ca(0));
    table.change("path lengths unlimited", accepted(), d -> unlimited(d.chain()));
    table.change("a CA more below the regional CA", tooLong, d -> d.chain().insert(2, extra("a")));
    table.change("a CA more below the zonal CA", tooLong, d -> d.chain().insert(3, extra("a")));
    table.change(
        "a CA more below the instance CA",
        only(
            "path.length path-too-long",
            UNVERIFIED,
            // Its name isn't the instance CA's.
            "leaf.name inconsistent"),
        d -> d.chain().insert(4, extra("a")));
    table.change(
        "a CA more directly below the root, which allows any number",
        accepted(),
        d -> d.chain().insert(1, extra("a")));
    table.change(
        "as many CAs as a document holds, where all allow any number",
        accepted(),
        d -> {
          unlimited(d.chain());
          for (int i = 0; i < 12; i++) {
            d.chain().insert(2, extra("number " + i));
          }
        });
  }

  private static void unlimited(FakeChain chain) {
    for (int i = 0; i < 4; i++) {
      chain.at(i).ca(-1);
    }
  }

  /// A CA that is right by itself.
  private static CertificateSpec extra(String name) {
    Instant now = FakeNitro.TIME.truncatedTo(ChronoUnit.SECONDS);
    return new CertificateSpec(
            FakeNitro.p384(),
            new X500Name("CN=" + name),
            now.minus(Duration.ofDays(1)),
            now.plus(Duration.ofDays(1)))
        .ca(-1)
        .keyUsage(CERTIFYING, true);
  }

  private static void keyUsage(FakeTable table) {
    Expectation wrong = broken("path.key-usage wrong-key-usage");
    for (int n = 0; n < 4; n++) {
      int i = n;
      table.change(
          "CA " + i + " may sign data only",
          wrong,
          d -> d.chain().at(i).keyUsage(KeyUsage.digitalSignature, true));
      table.change(
          "CA " + i + " may sign revocations only",
          wrong,
          d -> d.chain().at(i).keyUsage(KeyUsage.cRLSign, false));
      table.change(
          "CA " + i + " without key usage, which restricts nothing",
          accepted(),
          d -> d.chain().at(i).keyUsage(0, true));
    }
    table.change(
        "leaf may commit only",
        wrong,
        d -> d.chain().leaf().keyUsage(KeyUsage.nonRepudiation, false));
    table.change("leaf may certify only", wrong, d -> d.chain().leaf().keyUsage(CERTIFYING, true));
    table.change(
        "leaf may agree on keys and use all nine bits",
        accepted(),
        d ->
            d.chain()
                .leaf()
                .keyUsage(
                    KeyUsage.digitalSignature | KeyUsage.keyAgreement | KeyUsage.decipherOnly,
                    true));
    table.change(
        "leaf may decipher only",
        wrong,
        d -> d.chain().leaf().keyUsage(KeyUsage.keyAgreement | KeyUsage.decipherOnly, true));
    table.change("leaf without key usage", accepted(), d -> d.chain().leaf().keyUsage(0, true));
  }

  private static void dates(FakeTable table) {
    Instant now = table.nitro().time().truncatedTo(ChronoUnit.SECONDS);
    AppraisalTime at = AppraisalTime.at(now);
    for (int n = 0; n < 5; n++) {
      int i = n;
      boolean leaf = i == 4;
      String early = "path.validity not-yet-valid";
      String late = "path.validity expired";
      String made = "leaf.time inconsistent";
      table.change(
          "certificate " + i + " expired a second ago",
          leaf ? only(late, made) : only(late),
          at,
          d -> d.chain().at(i).validity(d.chain().at(i).notBefore(), now.minusSeconds(1)));
      table.change(
          "certificate " + i + " is valid in a second",
          leaf ? only(early, made) : only(early),
          at,
          d -> d.chain().at(i).validity(now.plusSeconds(1), d.chain().at(i).notAfter()));
      table.change(
          "certificate " + i + " is valid in this second only",
          accepted(),
          at,
          d -> d.chain().at(i).validity(now, now));
      table.change(
          "certificate " + i + " was valid for a past hour",
          leaf ? only(late, made) : only(late),
          at,
          d -> d.chain().at(i).validity(now.minusSeconds(7200), now.minusSeconds(3600)));
      table.change(
          "certificate " + i + " ends before it begins",
          leaf ? only(early, made) : only(early),
          at,
          d -> d.chain().at(i).validity(now.plusSeconds(1), now.minusSeconds(1)));
    }
    table.change(
        "CA valid until after 2050",
        accepted(),
        d -> d.chain().at(1).validity(now.minusSeconds(1), Instant.parse("2061-01-01T00:00:00Z")));
  }

  private static void names(FakeTable table) {
    Expectation unchained = broken("path.names not-chained");
    for (int n = 1; n < 5; n++) {
      int i = n;
      table.change(
          "certificate " + i + " names another issuer",
          unchained,
          d -> d.chain().at(i).issuer(new X500Name("CN=somebody else")));
    }
    table.change(
        "issuer's name has an element more",
        unchained,
        d -> d.chain().at(2).issuer(new X500Name(d.chain().at(1).subject() + ",CN=more")));
    table.change(
        "issuer's name in capitals",
        unchained,
        d ->
            d.chain()
                .at(3)
                .issuer(new X500Name(d.chain().at(2).subject().toString().replace("aws", "AWS"))));
    for (int n = 1; n < 4; n++) {
      int i = n;
      table.change(
          "certificate " + i + " names another key of its issuer",
          unchained,
          d -> d.chain().at(i).authorityKeyId(Bytes.zeros(20)));
    }
    table.change(
        "no key identifiers anywhere",
        accepted(),
        d -> {
          for (int i = 0; i < 4; i++) {
            d.chain().at(i).keyIds(false, false);
          }
        });
    table.change(
        "leaf with an authority key identifier",
        accepted(),
        d -> d.chain().leaf().keyIds(true, true));
    for (int n = 1; n < 5; n++) {
      int i = n;
      table.change(
          "a CA issued under its own name above certificate " + i,
          unchained,
          d -> {
            unlimited(d.chain());
            d.chain().insert(i, extra("x").subject(d.chain().at(i - 1).subject()));
          });
    }
  }

  private static void signatures(FakeTable table) {
    for (int n = 1; n < 5; n++) {
      int i = n;
      table.change(
          "certificate " + i + " is signed with another key",
          only("path.signatures certificate-signature-invalid"),
          d -> d.chain().at(i).signer(FakeNitro.p384()));
    }
    // The pinned root's own signature proves nothing: its bytes are pinned.
    table.change(
        "root is signed with another key",
        accepted(),
        d -> d.chain().root().signer(FakeNitro.p384()));
    table.change(
        "root names another issuer",
        accepted(),
        d -> d.chain().root().issuer(new X500Name("CN=somebody else")));
    table.change(
        "document is signed with the instance CA's key",
        only("cose.signature signature-invalid"),
        d -> {
          d.certificates();
          d.chain().leaf().keys(d.chain().instance().keys());
        });
  }
}
