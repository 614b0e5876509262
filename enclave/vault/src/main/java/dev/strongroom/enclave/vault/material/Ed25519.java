// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/// A key of Ed25519 (RFC 8032, pure).
public final class Ed25519 implements SigningKey {
  static final int LENGTH = 64;

  private final Secret secret;
  private final PublicKey publicKey;
  private final Ed25519PublicKeyParameters point;

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
    this.point = new Ed25519PublicKeyParameters(publicKey.encoded().toByteArray());
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
  public List<Bytes> sign(List<SigningItem> items) throws UnsignableException {
    List<Bytes> made = new ArrayList<>();
    for (SigningItem item : items) {
      made.add(signed(item));
    }
    return made;
  }

  private Bytes signed(SigningItem item) throws UnsignableException {
    if (item.scheme() != Scheme.ED25519 || item.taprootTweak().isPresent()) {
      throw new UnsignableException("an Ed25519 key signs messages by Ed25519");
    }
    byte[] message = item.data().toByteArray();
    byte[] key = publicKey.encoded().toByteArray();
    byte[] signature =
        secret.use(bytes -> {
          byte[] made = new byte[LENGTH];
          // With the public key at hand, which the library's signer would compute once more.
          org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
              bytes, 0, key, 0, message, 0, message.length, made, 0);
          return made;
        });
    if (!verify(point, message, signature)) {
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
      return verify(new Ed25519PublicKeyParameters(key), message, signature);
    } catch (IllegalArgumentException e) {
      // Not a point.
      return false;
    }
  }

  private static boolean verify(Ed25519PublicKeyParameters key, byte[] message, byte[] signature) {
    Ed25519Signer verifier = new Ed25519Signer();
    verifier.init(false, key);
    verifier.update(message, 0, message.length);
    return verifier.verifySignature(signature);
  }

  @Override
  public void close() {
    secret.close();
  }
}
