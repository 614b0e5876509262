// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/// The key that KMS encrypts to: RSA, born for one attempt to get the root secret, never stored.
/// The evidence that goes to KMS binds it.
final class RecipientKey {
  /// Of its modulus; KMS takes 2048 to 4096.
  static final int BITS = 3072;

  // For this class alone; it is never registered.
  private static final Provider PROVIDER = new BouncyCastleProvider();

  private final PrivateKey privateKey;
  private final RSAPublicKey publicKey;

  private RecipientKey(KeyPair pair) {
    privateKey = pair.getPrivate();
    publicKey = (RSAPublicKey) pair.getPublic();
  }

  /// A fresh key.
  ///
  /// @param bits of the modulus
  static RecipientKey generate(int bits, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits, random);
      return new RecipientKey(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has RSA", e);
    }
  }

  /// The public key as X.509 has it (RFC 5280, section 4.1), DER.
  Bytes subjectPublicKeyInfo() {
    return Bytes.copyOf(publicKey.getEncoded());
  }

  /// Opens a `CiphertextForRecipient`.
  ///
  /// @throws KmsException if it has another form than KMS's answers, or isn't for this key
  Secret open(Bytes ber) throws KmsException {
    RecipientEnvelope envelope = RecipientEnvelope.parse(ber);
    int modulus = publicKey.getModulus().bitLength() / 8;
    if (envelope.encryptedKey().length() != modulus) {
      throw new KmsException(
          new KmsFailure.MalformedEnvelope("a key encrypted under another length of modulus"));
    }
    try {
      RecipientInformation recipient =
          new CMSEnvelopedData(envelope.contentInfo())
              .getRecipientInfos()
              .getRecipients()
              .iterator()
              .next();
      return Secret.owning(
          recipient.getContent(
              new JceKeyTransEnvelopedRecipient(privateKey)
                  .setKeySizeValidation(true)
                  .setProvider(PROVIDER)));
    } catch (CMSException | RuntimeException e) {
      // One refusal, without a cause, whatever step it was.
      throw new KmsException(new KmsFailure.Unopenable());
    }
  }
}
