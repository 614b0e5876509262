// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Kms;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.root.Provisioning;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.RootSecretSource;
import java.net.http.HttpClient;

/// An heir's root secret, kept under a KMS key of its own, with all that it needs from the host:
/// the way to KMS through the egress, credentials, and storage. Trusts the authorities of the Java
/// runtime, which is part of the measured image.
public final class HostedKeptSecret implements RootSecretSource {
  private final Kms keep;
  private final String deployment;
  private final Bytes identityKey;
  private final RootSecretSource sibling;

  /// @param keep the KMS key, from the measured configuration
  /// @param deployment the name in the measured configuration
  /// @param identityKey the deployment's, pinned by the measured configuration
  /// @param sibling asked if nothing is kept
  public HostedKeptSecret(
      Kms keep, String deployment, Bytes identityKey, RootSecretSource sibling) {
    this.keep = keep;
    this.deployment = deployment;
    this.identityKey = identityKey;
    this.sibling = sibling;
  }

  @Override
  public RootSecret obtain(Provisioning provisioning)
      throws RootSecretException, InterruptedException {
    try (HttpClient http = provisioning.egress().httpClient()) {
      return new KeptRootSecret(
              KmsAccess.of(keep, deployment, http, new HostCredentials(provisioning.wire())),
              StoredRootSecret.kept(provisioning.storage(), keep.key()),
              identityKey,
              sibling)
          .obtain(provisioning);
    }
  }
}
