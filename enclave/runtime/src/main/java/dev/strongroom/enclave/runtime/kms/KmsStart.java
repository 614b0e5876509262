// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.root.Provisioning;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/// What one start of an enclave asks KMS and the host's store for. Each answer of KMS is encrypted
/// to a key of this start, which the evidence in the request binds. Failures that can pass are
/// waited for.
final class KmsStart {
  /// Of the secrets that KMS makes, in bytes.
  static final int LENGTH = 32;

  /// In the evidence for KMS, so that it can't be taken for evidence of anything else.
  private static final Bytes PURPOSE = Bytes.utf8("strongroom root secret recipient v1");

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /// A secret that KMS made.
  ///
  /// @param ciphertext the secret, encrypted under the KMS key
  /// @param secret the receiver's to close
  record Made(Bytes ciphertext, Secret secret) {}

  private final KmsClient client;
  private final RecipientKey recipient;
  private final KmsAccess.Pause pause;
  private final Provisioning provisioning;

  KmsStart(
      KmsClient client, RecipientKey recipient, KmsAccess.Pause pause, Provisioning provisioning) {
    this.client = client;
    this.recipient = recipient;
    this.pause = pause;
    this.provisioning = provisioning;
  }

  /// Lets KMS make a secret.
  Made made() throws KmsException, InterruptedException {
    KmsClient.DataKey key = patiently(() -> client.generateDataKey(LENGTH, evidence()));
    return new Made(key.ciphertext(), opened(key.envelope()));
  }

  /// Lets KMS decrypt a secret.
  ///
  /// @return the caller's to close
  Secret released(Bytes ciphertext) throws KmsException, InterruptedException {
    return opened(patiently(() -> client.decrypt(ciphertext, evidence())));
  }

  /// What the host keeps, empty if nothing ever was.
  Optional<Bytes> stored(WrappedRootSecretStore store) throws KmsException, InterruptedException {
    return patiently(() -> {
      try {
        return store.load();
      } catch (IOException e) {
        throw storageFailed(e);
      }
    });
  }

  /// Keeps `wrapped` with the host, unless something is kept already.
  ///
  /// @return what is kept now
  Bytes saved(WrappedRootSecretStore store, Bytes wrapped)
      throws KmsException, InterruptedException {
    return patiently(() -> {
      try {
        return store.saveIfAbsent(wrapped);
      } catch (IOException e) {
        throw storageFailed(e);
      }
    });
  }

  private Secret opened(Bytes envelope) throws KmsException {
    Secret secret = recipient.open(envelope);
    if (secret.use(bytes -> bytes.length) != LENGTH) {
      secret.close();
      throw new KmsException(new KmsFailure.Unopenable());
    }
    return secret;
  }

  /// Made anew for each request: KMS wants it fresh.
  private Bytes evidence() throws KmsException {
    try {
      return provisioning
          .device()
          .attest(recipient.subjectPublicKeyInfo(), PURPOSE, Optional.empty());
    } catch (DeviceException e) {
      throw new KmsException(new KmsFailure.NoEvidence(String.valueOf(e.getMessage())));
    }
  }

  private interface Step<T> {
    T run() throws KmsException, InterruptedException;
  }

  private <T> T patiently(Step<T> step) throws KmsException, InterruptedException {
    Duration next = FIRST_PAUSE;
    while (true) {
      try {
        return step.run();
      } catch (KmsException e) {
        if (!e.failure().passing()) {
          throw e;
        }
        provisioning.waitingFor(e.failure().describe());
      }
      pause.pause(jittered(next, provisioning.random()));
      next =
          next.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? next.multipliedBy(2) : LONGEST_PAUSE;
    }
  }

  private static KmsException storageFailed(IOException e) {
    return new KmsException(new KmsFailure.HostFailed("storage", String.valueOf(e.getMessage())));
  }

  /// Between half and all of it, so that many enclaves don't come back at once.
  private static Duration jittered(Duration longest, SecureRandom random) {
    long millis = longest.toMillis();
    return Duration.ofMillis(random.nextLong(millis / 2, millis + 1));
  }
}
