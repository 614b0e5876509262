// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// A maker of authenticators: its root, and certificates under it.
final class AttestationAuthority {
  private static final X500Name NAME = new X500Name("C=ZZ,O=Maker,CN=Maker Root");
  private static final AlgorithmIdentifier ECDSA =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  private static final ASN1ObjectIdentifier KEY_DESCRIPTION =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.1.17");
  private static final int PURPOSE = 1;
  private static final int SIGN = 2;
  private static final int ORIGIN = 702;

  private final KeyPair key = SoftAuthenticator.pair("ES256");
  final X509Certificate root = certificate(NAME, key, true, List.of());

  AttestationAuthority() throws GeneralSecurityException, IOException {}

  /// A certificate for a batch of authenticators (WebAuthn level 3, section 8.2.1).
  X509Certificate batch(KeyPair batch) throws GeneralSecurityException, IOException {
    return certificate(
        new X500Name("C=ZZ,O=Maker,OU=Authenticator Attestation,CN=Batch 1"),
        batch,
        false,
        List.of());
  }

  /// A certificate for a key of an Android device (section 8.4.1).
  ///
  /// @param origin 0 if the key was made inside
  X509Certificate android(KeyPair credential, Bytes clientDataHash, int origin)
      throws GeneralSecurityException, IOException {
    ASN1EncodableVector enforced = new ASN1EncodableVector();
    enforced.add(new DERTaggedObject(true, PURPOSE, new DERSet(new ASN1Integer(SIGN))));
    enforced.add(new DERTaggedObject(true, ORIGIN, new ASN1Integer(origin)));
    ASN1EncodableVector description = new ASN1EncodableVector();
    description.add(new ASN1Integer(300));
    description.add(new ASN1Enumerated(1));
    description.add(new ASN1Integer(100));
    description.add(new ASN1Enumerated(1));
    description.add(new DEROctetString(clientDataHash.toByteArray()));
    description.add(new DEROctetString(new byte[0]));
    description.add(new DERSequence());
    description.add(new DERSequence(enforced));
    return certificate(
        new X500Name("CN=Android Keystore Key"),
        credential,
        false,
        List.of(
            new Extension(
                KEY_DESCRIPTION,
                false,
                new DERSequence(description).getEncoded(ASN1Encoding.DER))));
  }

  /// A certificate for a key of a TPM that attests others (section 8.3.1).
  X509Certificate tpm(KeyPair attesting) throws GeneralSecurityException, IOException {
    GeneralNames device =
        new GeneralNames(
            new GeneralName(
                new X500Name("2.23.133.2.3=id:13,2.23.133.2.2=Model,2.23.133.2.1=id:49465800")));
    return certificate(
        new X500Name(new RDN[0]),
        attesting,
        false,
        List.of(
            new Extension(
                Extension.subjectAlternativeName, true, device.getEncoded(ASN1Encoding.DER)),
            new Extension(
                Extension.extendedKeyUsage,
                false,
                new DERSequence(new ASN1ObjectIdentifier("2.23.133.8.3"))
                    .getEncoded(ASN1Encoding.DER))));
  }

  private X509Certificate certificate(
      X500Name subject, KeyPair subjectKey, boolean authority, List<Extension> more)
      throws GeneralSecurityException, IOException {
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(BigInteger.valueOf(authority ? 1 : 2)));
    generator.setIssuer(NAME);
    generator.setSubject(subject);
    generator.setStartDate(new Time(Date.from(Instant.parse("2026-01-01T00:00:00Z"))));
    generator.setEndDate(new Time(Date.from(Instant.parse("2027-01-01T00:00:00Z"))));
    generator.setSignature(ECDSA);
    generator.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(subjectKey.getPublic().getEncoded()));
    List<Extension> extensions = new ArrayList<>(more);
    extensions.add(
        new Extension(
            Extension.basicConstraints,
            true,
            new BasicConstraints(authority).getEncoded(ASN1Encoding.DER)));
    generator.setExtensions(new Extensions(extensions.toArray(Extension[]::new)));
    TBSCertificate signed = generator.generateTBSCertificate();
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(signed);
    parts.add(ECDSA);
    parts.add(
        new DERBitString(
            SoftAuthenticator.sign("ES256", key, signed.getEncoded(ASN1Encoding.DER))));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(new DERSequence(parts).getEncoded(ASN1Encoding.DER)));
  }
}
