// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.fixtures.CertificateSpec;
import dev.strongroom.attestation.fixtures.FakeChain;
import dev.strongroom.attestation.fixtures.FakeNitro;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// An OCSP responder of a test PKI: answers about the certificates of a chain. Nothing is checked.
final class FakeOcsp {
  static final @Nullable CertificateStatus GOOD = CertificateStatus.GOOD;

  private final FakeChain chain;
  private Instant from = FakeNvidia.TIME.minus(Duration.ofHours(1));
  private Instant until = FakeNvidia.TIME.plus(Duration.ofHours(1));
  private @Nullable KeyPair signer;
  private @Nullable KeyPurposeId purpose = KeyPurposeId.id_kp_OCSPSigning;
  private int delegatedBy = -1;

  FakeOcsp(FakeChain chain) {
    this.chain = chain;
  }

  static CertificateStatus revoked(int reason) {
    return new RevokedStatus(Date.from(FakeNvidia.TIME.minusSeconds(60)), reason);
  }

  FakeOcsp window(Instant first, Instant last) {
    from = first;
    until = last;
    return this;
  }

  /// Signs with keys of a stranger, in the issuer's name.
  FakeOcsp stranger() {
    signer = FakeNitro.p384();
    return this;
  }

  /// Signs by a responder whom an authority has named, for a purpose.
  FakeOcsp delegatedBy(int authority, @Nullable KeyPurposeId usage) {
    delegatedBy = authority;
    purpose = usage;
    return this;
  }

  /// Answers about certificates 1 to `last`, all the same.
  List<Item> all(int last, @Nullable CertificateStatus status) {
    List<Item> items = new ArrayList<>();
    for (int i = 1; i <= last; i++) {
      items.add(about(i, status));
    }
    return items;
  }

  Item about(int position, @Nullable CertificateStatus status) {
    try {
      List<Bytes> issued = chain.issue();
      X509CertificateHolder issuer =
          new X509CertificateHolder(issued.get(position - 1).toByteArray());
      X509CertificateHolder subject = new X509CertificateHolder(issued.get(position).toByteArray());
      BigInteger serial = subject.getSerialNumber();
      CertificateID id =
          new CertificateID(
              new BcDigestCalculatorProvider()
                  .get(new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1)),
              issuer,
              serial);
      KeyPair keys = chain.at(position - 1).keys();
      X500Name name = chain.at(position - 1).subject();
      X509CertificateHolder[] along = {};
      if (delegatedBy >= 0) {
        CertificateSpec responder =
            new CertificateSpec(
                    FakeNitro.p384(),
                    new X500Name("CN=Test Responder,O=NVIDIA"),
                    Instant.parse("2025-01-01T00:00:00Z"),
                    Instant.parse("2027-01-01T00:00:00Z"))
                .notCa(true)
                .keyUsage(KeyUsage.digitalSignature, true);
        if (purpose != null) {
          responder.extension(
              Extension.extendedKeyUsage.getId(), true, new ExtendedKeyUsage(purpose));
        }
        List<CertificateSpec> above = new ArrayList<>();
        for (int i = 0; i <= delegatedBy; i++) {
          above.add(chain.at(i));
        }
        above.add(responder);
        along =
            new X509CertificateHolder[] {
              new X509CertificateHolder(new FakeChain(above).issue().getLast().toByteArray())
            };
        keys = responder.keys();
        name = responder.subject();
      }
      BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(name));
      builder.addResponse(id, status, Date.from(from), Date.from(until));
      byte[] encoded =
          new OCSPRespBuilder()
              .build(
                  OCSPRespBuilder.SUCCESSFUL,
                  builder.build(
                      new JcaContentSignerBuilder("SHA384withECDSA")
                          .build((signer == null ? keys : signer).getPrivate()),
                      along,
                      Date.from(from)))
              .getEncoded();
      return Item.of(Endorsements.Type.OCSP_RESPONSE, Bytes.copyOf(encoded));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
