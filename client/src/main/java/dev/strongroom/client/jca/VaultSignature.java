// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.jca;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.client.vault.Payload;
import dev.strongroom.client.vault.SignedPayload;
import dev.strongroom.client.vault.VaultException;
import dev.strongroom.client.vault.VaultSigner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.jspecify.annotations.Nullable;

/// Signs by a key that is in a vault. It doesn't verify: that takes no vault, the JDK does it.
final class VaultSignature extends SignatureSpi {
  private static final int MOST = 256 << 10;
  private static final int SCALAR = 32;
  private static final int DIGEST = 32;
  private static final int ED25519 = 64;

  private final VaultAlgorithm algorithm;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private final MessageDigest sha256;
  private @Nullable VaultSigner signer;

  VaultSignature(VaultAlgorithm algorithm) throws NoSuchAlgorithmException {
    this.algorithm = algorithm;
    this.sha256 = MessageDigest.getInstance("SHA-256");
  }

  @Override
  protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
    throw new InvalidKeyException("verification takes no vault: use the JDK's provider");
  }

  @Override
  protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
    if (!(key instanceof VaultPrivateKey handle)
        || algorithm.isOfEdwards() != (handle.signer().publicKey().curve() == Curve.ED25519)) {
      throw new InvalidKeyException("not a key in a vault for " + algorithm.jcaName());
    }
    signer = handle.signer();
    reset();
  }

  private void reset() {
    content.reset();
    sha256.reset();
  }

  @Override
  protected void engineUpdate(byte b) throws SignatureException {
    engineUpdate(new byte[] {b}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
    if (algorithm.isHashing()) {
      sha256.update(bytes, offset, length);
      return;
    }
    if (content.size() + length > MOST) {
      reset();
      throw new SignatureException("more than " + MOST + " bytes");
    }
    content.write(bytes, offset, length);
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    VaultSigner asked = Objects.requireNonNull(signer, "not initialized");
    try {
      if (algorithm.isOfEdwards()) {
        return edwards(asked, Bytes.copyOf(content.toByteArray()));
      }
      byte[] digest = algorithm.isHashing() ? sha256.digest() : content.toByteArray();
      if (digest.length != DIGEST) {
        throw new SignatureException("a digest of 32 bytes is needed");
      }
      return ecdsa(asked, Bytes.copyOf(digest));
    } catch (VaultException | IOException e) {
      throw new SignatureException("the vault didn't sign: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SignatureException("interrupted", e);
    } finally {
      reset();
    }
  }

  private static byte[] edwards(VaultSigner signer, Bytes message)
      throws IOException, InterruptedException, VaultException, SignatureException {
    Bytes signature = only(signer.sign(Payload.message(message)));
    if (signature.length() != ED25519) {
      throw new SignatureException("the vault's signature isn't one of Ed25519");
    }
    return signature.toByteArray();
  }

  private byte[] ecdsa(VaultSigner signer, Bytes digest)
      throws IOException, InterruptedException, VaultException, SignatureException {
    Bytes signature = only(signer.sign(Payload.ecdsaDigest(digest)));
    // The recovery id behind r and s is Ethereum's.
    if (signature.length() != 2 * SCALAR && signature.length() != 2 * SCALAR + 1) {
      throw new SignatureException("the vault's signature isn't one of ECDSA");
    }
    Bytes plain = signature.slice(0, 2 * SCALAR);
    return algorithm.isPlain() ? plain.toByteArray() : der(plain);
  }

  private static Bytes only(SignedPayload signed) throws SignatureException {
    if (signed.signatures().size() != 1) {
      throw new SignatureException("the vault made " + signed.signatures().size() + " signatures");
    }
    return signed.signatures().getFirst();
  }

  /// `ECDSA-Sig-Value` (RFC 3279, section 2.2.3).
  private static byte[] der(Bytes signature) throws SignatureException {
    try {
      return new DERSequence(
              new ASN1Integer[] {
                new ASN1Integer(new BigInteger(1, signature.slice(0, SCALAR).toByteArray())),
                new ASN1Integer(
                    new BigInteger(1, signature.slice(SCALAR, 2 * SCALAR).toByteArray()))
              })
          .getEncoded();
    } catch (IOException e) {
      throw new SignatureException(e);
    }
  }

  @Override
  protected boolean engineVerify(byte[] signature) throws SignatureException {
    throw new SignatureException("verification takes no vault: use the JDK's provider");
  }

  @Override
  protected void engineSetParameter(@Nullable AlgorithmParameterSpec parameters) {
    if (parameters != null) {
      throw new InvalidParameterException("there are no parameters");
    }
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String name, Object value) {
    throw new InvalidParameterException("there are no parameters");
  }

  @Override
  @Deprecated
  protected Object engineGetParameter(String name) {
    throw new InvalidParameterException("there are no parameters");
  }
}
