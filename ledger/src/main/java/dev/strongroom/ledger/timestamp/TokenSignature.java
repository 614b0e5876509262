// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.timestamp;

import dev.strongroom.ledger.timestamp.RefusedTimestampException.Reason;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignatureAlgorithmNameGenerator;
import org.bouncycastle.cms.DefaultCMSSignatureAlgorithmNameGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.bc.BcECSignerInfoVerifierBuilder;
import org.bouncycastle.cms.bc.BcRSASignerInfoVerifierBuilder;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TSPValidationException;
import org.bouncycastle.tsp.TimeStampToken;

/// The signature of a token: RSA (PKCS #1, 1.5) or ECDSA with SHA-256, SHA-384 or SHA-512, nothing
/// older.
final class TokenSignature {
  private static final Set<ASN1ObjectIdentifier> DIGESTS =
      Set.of(
          NISTObjectIdentifiers.id_sha256,
          NISTObjectIdentifiers.id_sha384,
          NISTObjectIdentifiers.id_sha512);

  private static final Set<ASN1ObjectIdentifier> SIGNATURES =
      Set.of(
          PKCSObjectIdentifiers.rsaEncryption,
          PKCSObjectIdentifiers.sha256WithRSAEncryption,
          PKCSObjectIdentifiers.sha384WithRSAEncryption,
          PKCSObjectIdentifiers.sha512WithRSAEncryption,
          X9ObjectIdentifiers.ecdsa_with_SHA256,
          X9ObjectIdentifiers.ecdsa_with_SHA384,
          X9ObjectIdentifiers.ecdsa_with_SHA512);

  private TokenSignature() {}

  static void check(TimeStampToken token, X509CertificateHolder signer)
      throws RefusedTimestampException {
    SignerInformation information =
        token.toCMSSignedData().getSignerInfos().getSigners().iterator().next();
    if (!DIGESTS.contains(information.getDigestAlgorithmID().getAlgorithm())
        || !SIGNATURES.contains(new ASN1ObjectIdentifier(information.getEncryptionAlgOID()))) {
      throw new RefusedTimestampException(
          Reason.ALGORITHM,
          information.getDigestAlgOID() + " with " + information.getEncryptionAlgOID());
    }
    try {
      // Also checks that the signed attributes name this certificate, and its purpose and dates.
      token.validate(verifier(signer));
    } catch (TSPValidationException e) {
      throw new RefusedTimestampException(Reason.SIGNATURE, String.valueOf(e.getMessage()));
    } catch (TSPException | OperatorCreationException e) {
      throw new RefusedTimestampException(
          Reason.SIGNATURE, "it can't be verified: " + e.getMessage());
    } catch (RuntimeException e) {
      // The library's readers of keys and signatures throw unchecked what they find wrong.
      throw new RefusedTimestampException(Reason.SIGNATURE, "it can't be verified");
    }
  }

  private static SignerInformationVerifier verifier(X509CertificateHolder signer)
      throws OperatorCreationException, RefusedTimestampException {
    CMSSignatureAlgorithmNameGenerator names = new DefaultCMSSignatureAlgorithmNameGenerator();
    DefaultSignatureAlgorithmIdentifierFinder signatures =
        new DefaultSignatureAlgorithmIdentifierFinder();
    DefaultDigestAlgorithmIdentifierFinder digests = new DefaultDigestAlgorithmIdentifierFinder();
    BcDigestCalculatorProvider calculators = new BcDigestCalculatorProvider();
    ASN1ObjectIdentifier key = signer.getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm();
    if (key.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return new BcRSASignerInfoVerifierBuilder(names, signatures, digests, calculators)
          .build(signer);
    }
    if (key.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return new BcECSignerInfoVerifierBuilder(names, signatures, digests, calculators)
          .build(signer);
    }
    throw new RefusedTimestampException(Reason.ALGORITHM, "a key of kind " + key);
  }
}
