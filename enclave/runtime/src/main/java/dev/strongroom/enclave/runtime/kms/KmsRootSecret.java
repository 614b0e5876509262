// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Kms;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.root.Provisioning;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.RootSecretSource;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The root secret from AWS KMS, which releases it to the measurement that the key's policy names
/// (`docs/root-secret.md`, KMS).
///
/// A first start lets KMS make it and stores it with the host, wrapped under the KMS key; later
/// starts let KMS decrypt what is stored. Either answer is encrypted to a key of this boot, which
/// the evidence in the request binds. Failures that can pass are waited for.
public final class KmsRootSecret implements RootSecretSource {
  /// The key of the encryption context; its value is the deployment's name.
  public static final String CONTEXT = "strongroom:deployment";

  /// In the evidence for KMS, so that it can't be taken for evidence of anything else.
  private static final Bytes PURPOSE = Bytes.utf8("strongroom root secret recipient v1");

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /// Waits before the next attempt.
  @FunctionalInterface
  interface Pause {
    /// Waits.
    void pause(Duration duration) throws InterruptedException;
  }

  /// Makes the key of a start.
  @FunctionalInterface
  interface Recipients {
    /// A key that no other start has.
    RecipientKey next(SecureRandom random);
  }

  private final Kms kms;
  private final SortedMap<String, String> context;
  private final HttpClient http;
  private final AwsCredentials.Source credentials;
  private final WrappedRootSecretStore store;
  private final Pause pause;
  private final Recipients recipients;

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
    this(
        kms,
        deployment,
        http,
        credentials,
        store,
        Thread::sleep,
        random -> RecipientKey.generate(RecipientKey.BITS, random));
  }

  KmsRootSecret(
      Kms kms,
      String deployment,
      HttpClient http,
      AwsCredentials.Source credentials,
      WrappedRootSecretStore store,
      Pause pause,
      Recipients recipients) {
    this.kms = kms;
    this.context = Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(CONTEXT, deployment)));
    this.http = http;
    this.credentials = credentials;
    this.store = store;
    this.pause = pause;
    this.recipients = recipients;
  }

  /// {@inheritDoc}
  ///
  /// The cause of a [RootSecretException] is a [KmsException], whose failure says why.
  @Override
  public RootSecret obtain(Provisioning provisioning)
      throws RootSecretException, InterruptedException {
    try {
      return new Attempt(provisioning).obtain();
    } catch (KmsException e) {
      throw new RootSecretException(e.failure().describe(), e);
    }
  }

  /// One start of an enclave.
  private final class Attempt {
    private final Provisioning provisioning;
    private final KmsClient client;
    private final RecipientKey recipient;

    Attempt(Provisioning provisioning) {
      this.provisioning = provisioning;
      this.client = new KmsClient(kms, context, http, credentials, provisioning.clock());
      this.recipient = recipients.next(provisioning.random());
    }

    RootSecret obtain() throws KmsException, InterruptedException {
      Optional<Bytes> stored = patiently(() -> stored());
      return stored.isPresent() ? released(WrappedRootSecret.parse(stored.get())) : created();
    }

    private Optional<Bytes> stored() throws KmsException {
      try {
        return store.load();
      } catch (IOException e) {
        throw storageFailed(e);
      }
    }

    private RootSecret created() throws KmsException, InterruptedException {
      KmsClient.DataKey made =
          patiently(() -> client.generateDataKey(RootSecret.LENGTH, evidence()));
      RootSecret root = opened(made.envelope());
      boolean kept = false;
      try {
        WrappedRootSecret wrapped = WrappedRootSecret.of(root, made.ciphertext());
        // Before anything depends on it: what is stored gives the same secret again.
        released(wrapped).close();
        Bytes stored = patiently(() -> saved(wrapped.bytes()));
        kept = stored.equals(wrapped.bytes());
        return kept ? root : released(WrappedRootSecret.parse(stored));
      } finally {
        if (!kept) {
          root.close();
        }
      }
    }

    private Bytes saved(Bytes wrapped) throws KmsException {
      try {
        return store.saveIfAbsent(wrapped);
      } catch (IOException e) {
        throw storageFailed(e);
      }
    }

    private RootSecret released(WrappedRootSecret wrapped)
        throws KmsException, InterruptedException {
      RootSecret root = opened(patiently(() -> client.decrypt(wrapped.ciphertext(), evidence())));
      if (wrapped.holds(root)) {
        return root;
      }
      root.close();
      throw new KmsException(new KmsFailure.SecretDiffers());
    }

    private RootSecret opened(Bytes envelope) throws KmsException {
      Secret secret = recipient.open(envelope);
      if (secret.use(bytes -> bytes.length) != RootSecret.LENGTH) {
        secret.close();
        throw new KmsException(new KmsFailure.Unopenable());
      }
      return new RootSecret(secret);
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
            next.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? next.multipliedBy(2)
                : LONGEST_PAUSE;
      }
    }
  }

  private interface Step<T> {
    T run() throws KmsException, InterruptedException;
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
