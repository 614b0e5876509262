// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.KeySecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A key of HMAC-SHA-256 (RFC 2104), from which other keys can be derived as well.
public final class MacMaterial implements KeyMaterial {
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] SALT = Bytes.utf8("strongroom vault derived key v1").toByteArray();
  private static final int DERIVED = 32;

  private final KeySecret secret;

  MacMaterial(KeySecret secret) {
    this.secret = secret;
  }

  @Override
  public KeySecret secret() {
    return secret;
  }

  /// The code of a message, 32 bytes.
  public Bytes mac(Bytes message) {
    return secret.use(bytes -> {
      try {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(bytes, ALGORITHM));
        return Bytes.copyOf(mac.doFinal(message.toByteArray()));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
      }
    });
  }

  /// Whether this is the code of a message, in constant time. A code that was cut isn't.
  public boolean verify(Bytes message, Bytes code) {
    return MessageDigest.isEqual(mac(message).toByteArray(), code.toByteArray());
  }

  /// A key of 32 bytes for a context, by HKDF-SHA-256 (RFC 5869). Other contexts have unrelated
  /// keys, and no code of [#mac] tells any of them.
  ///
  /// @return the caller's to close
  public Secret derive(Bytes context) {
    return secret.use(bytes -> {
      try {
        HKDFParameterSpec parameters =
            HKDFParameterSpec.ofExtract()
                .addIKM(bytes)
                .addSalt(SALT)
                .thenExpand(context.toByteArray(), DERIVED);
        return Secret.owning(KDF.getInstance("HKDF-SHA256").deriveData(parameters));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java runtime has no HKDF-SHA256", e);
      }
    });
  }

  @Override
  public void close() {
    secret.close();
  }
}
