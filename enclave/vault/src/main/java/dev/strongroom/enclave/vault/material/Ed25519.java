// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.enclave.runtime.keys.Secret;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/// A key of Ed25519 (RFC 8032, pure).
public final class Ed25519 implements SigningKey {
  static final int LENGTH = 64;

  private final Secret secret;
  private final PublicKey publicKey;

  /// @param secret 32 bytes; the key owns it from now on
  Ed25519(Secret secret) {
    this.secret = secret;
    // The library's copy of the bytes can't be wiped; it lives until it is collected, here and
    // below.
    this.publicKey =
        new PublicKey(
            Curve.ED25519,
            secret.use(bytes ->
                Bytes.copyOf(
                    new Ed25519PrivateKeyParameters(bytes).generatePublicKey().getEncoded())));
  }

  @Override
  public Curve curve() {
    return Curve.ED25519;
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public Bytes sign(SigningItem item) throws UnsignableException {
    if (item.scheme() != Scheme.ED25519 || item.taprootTweak().isPresent()) {
      throw new UnsignableException("an Ed25519 key signs messages by Ed25519");
    }
    byte[] message = item.data().toByteArray();
    byte[] signature =
        secret.use(bytes -> {
          Ed25519Signer signer = new Ed25519Signer();
          signer.init(true, new Ed25519PrivateKeyParameters(bytes));
          signer.update(message, 0, message.length);
          return signer.generateSignature();
        });
    if (!verify(publicKey.encoded().toByteArray(), message, signature)) {
      throw new IllegalStateException("an Ed25519 signature was wrong");
    }
    return Bytes.copyOf(signature);
  }

  /// Verifies (RFC 8032, 5.1.7).
  static boolean verify(byte[] key, byte[] message, byte[] signature) {
    if (signature.length != LENGTH) {
      return false;
    }
    try {
      Ed25519Signer verifier = new Ed25519Signer();
      verifier.init(false, new Ed25519PublicKeyParameters(key));
      verifier.update(message, 0, message.length);
      return verifier.verifySignature(signature);
    } catch (IllegalArgumentException e) {
      // Not a point.
      return false;
    }
  }

  @Override
  public void close() {
    secret.close();
  }
}
