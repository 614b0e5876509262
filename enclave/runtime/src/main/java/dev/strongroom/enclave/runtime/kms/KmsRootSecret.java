// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Kms;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.root.Provisioning;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.RootSecretSource;
import java.net.http.HttpClient;
import java.util.Optional;

/// The root secret from AWS KMS, which releases it to the measurement that the key's policy names
/// (`docs/root-secret.md`, KMS).
///
/// A first start lets KMS make it and stores it with the host, wrapped under the KMS key; later
/// starts let KMS decrypt what is stored. [KmsStart] has how KMS is asked.
public final class KmsRootSecret implements RootSecretSource {
  /// The key of the encryption context; its value is the deployment's name.
  public static final String CONTEXT = "strongroom:deployment";

  private final KmsAccess access;
  private final WrappedRootSecretStore store;

  /// @param kms from the measured configuration
  /// @param deployment the name in the measured configuration
  /// @param http whose TLS ends in this enclave, such as `Egress.httpClient`
  /// @param credentials the host's
  /// @param store the host's
  public KmsRootSecret(
      Kms kms,
      String deployment,
      HttpClient http,
      AwsCredentials.Source credentials,
      WrappedRootSecretStore store) {
    this(KmsAccess.of(kms, deployment, http, credentials), store);
  }

  KmsRootSecret(KmsAccess access, WrappedRootSecretStore store) {
    this.access = access;
    this.store = store;
  }

  /// {@inheritDoc}
  ///
  /// The cause of a [RootSecretException] is a [KmsException], whose failure says why.
  @Override
  public RootSecret obtain(Provisioning provisioning)
      throws RootSecretException, InterruptedException {
    try {
      KmsStart kms = access.start(provisioning);
      Optional<Bytes> stored = kms.stored(store);
      return stored.isPresent()
          ? released(kms, WrappedRootSecret.parse(stored.get()))
          : created(kms);
    } catch (KmsException e) {
      throw new RootSecretException(e.failure().describe(), e);
    }
  }

  private RootSecret created(KmsStart kms) throws KmsException, InterruptedException {
    KmsStart.Made made = kms.made();
    RootSecret root = new RootSecret(made.secret());
    boolean kept = false;
    try {
      WrappedRootSecret wrapped = WrappedRootSecret.of(root, made.ciphertext());
      // Before anything depends on it: what is stored gives the same secret again.
      released(kms, wrapped).close();
      Bytes stored = kms.saved(store, wrapped.bytes());
      kept = stored.equals(wrapped.bytes());
      return kept ? root : released(kms, WrappedRootSecret.parse(stored));
    } finally {
      if (!kept) {
        root.close();
      }
    }
  }

  private static RootSecret released(KmsStart kms, WrappedRootSecret wrapped)
      throws KmsException, InterruptedException {
    RootSecret root = new RootSecret(kms.released(wrapped.ciphertext()));
    if (wrapped.holds(root)) {
      return root;
    }
    root.close();
    throw new KmsException(new KmsFailure.SecretDiffers());
  }
}
