// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/// A `CiphertextForRecipient`: CMS enveloped data (RFC 5652, section 6) in BER, in exactly the form
/// that KMS sends. The encrypted content comes constructed of chunks or primitive; both are read.
/// Nothing is decrypted here, and nothing here is authentic: CMS encrypts only.
///
/// @param contentInfo the whole, as parsed
/// @param subjectKeyIdentifier of the recipient, 32 bytes, as KMS made it up
/// @param encryptedKey the content's key, as long as the recipient's modulus
/// @param iv of AES-256-CBC, 16 bytes
/// @param encryptedContent whole blocks of 16 bytes
record RecipientEnvelope(
    ContentInfo contentInfo,
    Bytes subjectKeyIdentifier,
    Bytes encryptedKey,
    Bytes iv,
    Bytes encryptedContent) {
  /// Of the whole, in bytes: a 4096-bit key and a secret of 32 bytes take less than 800.
  static final int LONGEST = 2048;

  private static final int BLOCK = 16;
  private static final int IDENTIFIER = 32;
  private static final int SHORTEST_MODULUS = 256;
  private static final int LONGEST_MODULUS = 512;

  /// Checks an envelope's structure.
  ///
  /// @throws KmsException with [KmsFailure.MalformedEnvelope], which says what is different
  static RecipientEnvelope parse(Bytes ber) throws KmsException {
    if (ber.length() > LONGEST) {
      throw malformed(ber.length() + " bytes");
    }
    try {
      return of(ContentInfo.getInstance(ASN1Primitive.fromByteArray(ber.toByteArray())));
    } catch (IOException | RuntimeException e) {
      // What the library throws at structures that don't fit isn't written down anywhere.
      throw malformed("not CMS in BER");
    }
  }

  private static RecipientEnvelope of(ContentInfo info) throws KmsException {
    require(CMSObjectIdentifiers.envelopedData.equals(info.getContentType()), "content type");
    EnvelopedData data = EnvelopedData.getInstance(info.getContent());
    require(data.getVersion().hasValue(2), "version");
    require(data.getOriginatorInfo() == null, "originator info");
    require(data.getUnprotectedAttrs() == null, "unprotected attributes");
    require(data.getRecipientInfos().size() == 1, "number of recipients");
    RecipientInfo recipient = RecipientInfo.getInstance(data.getRecipientInfos().getObjectAt(0));
    require(recipient.getInfo() instanceof KeyTransRecipientInfo, "kind of recipient");
    KeyTransRecipientInfo transport = KeyTransRecipientInfo.getInstance(recipient.getInfo());
    require(transport.getVersion().hasValue(2), "version of the recipient");
    requireTagZero(transport.getRecipientIdentifier().toASN1Primitive(), "tag of the recipient");
    ASN1Encodable identifier = transport.getRecipientIdentifier().getId();
    require(identifier instanceof ASN1OctetString, "kind of the recipient's identifier");
    Bytes subject = bytes(ASN1OctetString.getInstance(identifier));
    require(subject.length() == IDENTIFIER, "length of the recipient's identifier");
    requireOaep(transport.getKeyEncryptionAlgorithm());
    Bytes key = bytes(transport.getEncryptedKey());
    require(
        key.length() >= SHORTEST_MODULUS && key.length() <= LONGEST_MODULUS,
        "length of the encrypted key");
    EncryptedContentInfo content = data.getEncryptedContentInfo();
    require(CMSObjectIdentifiers.data.equals(content.getContentType()), "type of the content");
    AlgorithmIdentifier cipher = content.getContentEncryptionAlgorithm();
    require(
        NISTObjectIdentifiers.id_aes256_CBC.equals(cipher.getAlgorithm()),
        "algorithm of the content");
    require(cipher.getParameters() instanceof ASN1OctetString, "parameters of the content");
    Bytes iv = bytes(ASN1OctetString.getInstance(cipher.getParameters()));
    require(iv.length() == BLOCK, "length of the initialisation vector");
    require(content.getEncryptedContent() != null, "detached content");
    // Version and recipients come before it, and nothing behind; the content is its last part.
    ASN1Sequence raw = ASN1Sequence.getInstance(info.getContent());
    require(raw.size() == 3, "number of parts");
    requireTagZero(
        ASN1Sequence.getInstance(raw.getObjectAt(2)).getObjectAt(2), "tag of the content");
    Bytes encrypted = bytes(content.getEncryptedContent());
    require(!encrypted.isEmpty() && encrypted.length() % BLOCK == 0, "length of the content");
    return new RecipientEnvelope(info, subject, key, iv, encrypted);
  }

  /// The library reads optional parts by their place, whatever their tag.
  private static void requireTagZero(ASN1Encodable part, String what) throws KmsException {
    require(part instanceof ASN1TaggedObject tagged && tagged.hasContextTag(0), what);
  }

  /// RSAES-OAEP with SHA-256, MGF1 with SHA-256 and an empty label (RFC 8017, appendix A.2.1).
  private static void requireOaep(AlgorithmIdentifier algorithm) throws KmsException {
    require(
        PKCSObjectIdentifiers.id_RSAES_OAEP.equals(algorithm.getAlgorithm()),
        "algorithm of the key");
    require(algorithm.getParameters() != null, "parameters of OAEP");
    RSAESOAEPparams oaep = RSAESOAEPparams.getInstance(algorithm.getParameters());
    requireSha256(oaep.getHashAlgorithm(), "hash of OAEP");
    AlgorithmIdentifier mask = oaep.getMaskGenAlgorithm();
    require(PKCSObjectIdentifiers.id_mgf1.equals(mask.getAlgorithm()), "mask generation of OAEP");
    requireSha256(AlgorithmIdentifier.getInstance(mask.getParameters()), "mask hash of OAEP");
    require(
        RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM.equals(oaep.getPSourceAlgorithm()),
        "label of OAEP");
  }

  private static void requireSha256(@Nullable AlgorithmIdentifier hash, String what)
      throws KmsException {
    require(
        hash != null
            && NISTObjectIdentifiers.id_sha256.equals(hash.getAlgorithm())
            && (hash.getParameters() == null || DERNull.INSTANCE.equals(hash.getParameters())),
        what);
  }

  private static Bytes bytes(@Nullable ASN1OctetString string) {
    return Bytes.copyOf(Objects.requireNonNull(string).getOctets());
  }

  private static void require(boolean condition, String what) throws KmsException {
    if (!condition) {
      throw malformed(what);
    }
  }

  private static KmsException malformed(String detail) {
    return new KmsException(new KmsFailure.MalformedEnvelope(detail));
  }
}
