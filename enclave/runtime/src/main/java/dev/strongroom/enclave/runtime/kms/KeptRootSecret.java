// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.root.Provisioning;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.RootSecretSource;
import java.security.SecureRandom;
import java.util.Optional;

/// A root secret that a sibling handed over once, and that this image keeps under a KMS key of its
/// own, so that later starts need no sibling (`docs/root-secret.md`, Kept by the heir).
///
/// Whatever comes from the host's store is taken only if it leads to the pinned identity key.
final class KeptRootSecret implements RootSecretSource {
  private final KmsAccess access;
  private final WrappedRootSecretStore store;
  private final KeptSecret.Owner owner;
  private final RootSecretSource sibling;

  /// @param store the host's
  /// @param identityKey the deployment's, pinned by the measured configuration
  /// @param sibling asked if nothing is kept
  KeptRootSecret(
      KmsAccess access, WrappedRootSecretStore store, Bytes identityKey, RootSecretSource sibling) {
    this.access = access;
    this.store = store;
    this.owner = new KeptSecret.Owner(access.deployment(), access.kms().key(), identityKey);
    this.sibling = sibling;
  }

  /// {@inheritDoc}
  ///
  /// The cause of a [RootSecretException] is a [KmsException], unless the sibling is why.
  @Override
  public RootSecret obtain(Provisioning provisioning)
      throws RootSecretException, InterruptedException {
    try {
      KmsStart kms = access.start(provisioning);
      Optional<Bytes> stored = kms.stored(store);
      return stored.isPresent()
          ? opened(kms, KeptSecret.parse(stored.get()), provisioning.random())
          : handedOver(kms, provisioning);
    } catch (KmsException e) {
      throw new RootSecretException(e.failure().describe(), e);
    }
  }

  private RootSecret handedOver(KmsStart kms, Provisioning provisioning)
      throws RootSecretException, KmsException, InterruptedException {
    RootSecret root = owner.checked(sibling.obtain(provisioning));
    boolean kept = false;
    try {
      KeptSecret sealed = sealed(kms, root, provisioning.random());
      // Before anything depends on it: what is stored gives the same secret again.
      opened(kms, sealed, provisioning.random()).close();
      Bytes stored = kms.saved(store, sealed.bytes());
      kept = stored.equals(sealed.bytes());
      // Another start's leads to the same identity key, and so is the same secret, or is refused.
      return kept ? root : opened(kms, KeptSecret.parse(stored), provisioning.random());
    } finally {
      if (!kept) {
        root.close();
      }
    }
  }

  private KeptSecret sealed(KmsStart kms, RootSecret root, SecureRandom random)
      throws KmsException, InterruptedException {
    KmsStart.Made made = kms.made();
    try (Secret dataKey = made.secret()) {
      return KeptSecret.of(root, dataKey, made.ciphertext(), owner, random);
    }
  }

  private RootSecret opened(KmsStart kms, KeptSecret kept, SecureRandom random)
      throws KmsException, InterruptedException {
    try (Secret dataKey = kms.released(kept.ciphertext())) {
      return kept.opened(dataKey, owner, random);
    }
  }
}
