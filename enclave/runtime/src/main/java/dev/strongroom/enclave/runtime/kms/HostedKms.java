// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Kms;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.root.Provisioning;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.RootSecretSource;
import java.net.http.HttpClient;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// [KmsRootSecret] with all that it needs from the host: the way to KMS through the egress,
/// credentials, and storage for the wrapped secret.
public final class HostedKms implements RootSecretSource {
  private final Kms kms;
  private final String deployment;
  private final @Nullable SSLContext trust;

  /// Trusts the authorities of the Java runtime, which is part of the measured image.
  ///
  /// @param kms from the measured configuration
  /// @param deployment the name in the measured configuration
  public HostedKms(Kms kms, String deployment) {
    this.kms = kms;
    this.deployment = deployment;
    this.trust = null;
  }

  /// The same with other authorities, such as those of a private endpoint.
  ///
  /// @param kms from the measured configuration
  /// @param deployment the name in the measured configuration
  /// @param trust decides about the certificate of KMS's endpoint; measured, never the host's
  public HostedKms(Kms kms, String deployment, SSLContext trust) {
    this.kms = kms;
    this.deployment = deployment;
    this.trust = trust;
  }

  @Override
  public RootSecret obtain(Provisioning provisioning)
      throws RootSecretException, InterruptedException {
    try (HttpClient http = client(provisioning.egress())) {
      return new KmsRootSecret(
              kms,
              deployment,
              http,
              new HostCredentials(provisioning.wire()),
              new StoredRootSecret(provisioning.storage()))
          .obtain(provisioning);
    }
  }

  private HttpClient client(Egress egress) {
    return trust == null ? egress.httpClient() : egress.httpClient(trust);
  }
}
