// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.BERTaggedObject;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;

/// Makes a `CiphertextForRecipient` in either shape that KMS sends.
enum FakeEnvelope {
  /// The encrypted content is constructed, of chunks.
  CHUNKED,
  /// It is primitive.
  PRIMITIVE;

  private static final AlgorithmIdentifier SHA256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);

  /// Encrypts `secret` to the key whose SubjectPublicKeyInfo is `recipient`.
  Bytes seal(byte[] secret, Bytes recipient) {
    try {
      PublicKey key =
          KeyFactory.getInstance("RSA")
              .generatePublic(new X509EncodedKeySpec(recipient.toByteArray()));
      AlgorithmIdentifier oaep =
          new AlgorithmIdentifier(
              PKCSObjectIdentifiers.id_RSAES_OAEP,
              new RSAESOAEPparams(
                  SHA256,
                  new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, SHA256),
                  RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM));
      byte[] identifier = MessageDigest.getInstance("SHA-256").digest(recipient.toByteArray());
      CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
      generator.addRecipientInfoGenerator(
          new JceKeyTransRecipientInfoGenerator(identifier, oaep, key));
      CMSEnvelopedData data =
          generator.generate(
              new CMSProcessableByteArray(secret),
              new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).build());
      return Bytes.copyOf(
          this == CHUNKED ? data.getEncoded() : primitive(data.toASN1Structure()).getEncoded());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static ASN1Object primitive(ContentInfo info) {
    EnvelopedData data = EnvelopedData.getInstance(info.getContent());
    EncryptedContentInfo content = data.getEncryptedContentInfo();
    ASN1OctetString encrypted = new DEROctetString(content.getEncryptedContent().getOctets());
    return sequence(
        info.getContentType(),
        new BERTaggedObject(
            0,
            sequence(
                data.getVersion(),
                data.getRecipientInfos(),
                sequence(
                    content.getContentType(),
                    content.getContentEncryptionAlgorithm(),
                    new DERTaggedObject(false, 0, encrypted)))));
  }

  /// Of indefinite length.
  private static ASN1Object sequence(ASN1Encodable... elements) {
    return new BERSequence(elements);
  }
}
