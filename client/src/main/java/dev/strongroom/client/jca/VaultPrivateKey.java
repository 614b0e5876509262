// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.jca;

import dev.strongroom.chain.Curve;
import dev.strongroom.client.vault.VaultSigner;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;

/// A handle of a key that is in a vault: it has no encoding, and no other provider can use it.
public final class VaultPrivateKey implements PrivateKey {
  private static final long serialVersionUID = 1;

  private final transient VaultSigner signer;

  /// @param signer the key
  public VaultPrivateKey(VaultSigner signer) {
    this.signer = signer;
  }

  /// The key.
  public VaultSigner signer() {
    return signer;
  }

  /// `EC` or `EdDSA`.
  @Override
  public String getAlgorithm() {
    return signer.publicKey().curve() == Curve.ED25519 ? "EdDSA" : "EC";
  }

  /// None: there is no encoding.
  @Override
  public @Nullable String getFormat() {
    return null;
  }

  /// None: the key is elsewhere.
  @Override
  public byte @Nullable [] getEncoded() {
    return null;
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key that stays in its vault");
  }

  @Override
  public String toString() {
    return "a key in a vault: "
        + signer.publicKey().curve().code()
        + ":"
        + signer.publicKey().encoded().hex();
  }
}
