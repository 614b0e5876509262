// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Kms;
import dev.strongroom.enclave.runtime.root.Provisioning;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The way to one key of KMS, for one deployment.
///
/// @param kms from the measured configuration
/// @param deployment the name in the measured configuration
/// @param http whose TLS ends in this enclave, such as `Egress.httpClient`
/// @param credentials the host's
/// @param pause between attempts
/// @param recipients make the key of a start
record KmsAccess(
    Kms kms,
    String deployment,
    HttpClient http,
    AwsCredentials.Source credentials,
    Pause pause,
    Recipients recipients) {

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

  /// As outside of tests: really waits, and makes a key for each start.
  static KmsAccess of(
      Kms kms, String deployment, HttpClient http, AwsCredentials.Source credentials) {
    return new KmsAccess(
        kms,
        deployment,
        http,
        credentials,
        Thread::sleep,
        random -> RecipientKey.generate(RecipientKey.BITS, random));
  }

  /// One start of an enclave.
  KmsStart start(Provisioning provisioning) {
    return new KmsStart(
        new KmsClient(
            kms,
            Collections.unmodifiableSortedMap(
                new TreeMap<>(Map.of(KmsRootSecret.CONTEXT, deployment))),
            http,
            credentials,
            provisioning.clock()),
        recipients.next(provisioning.random()),
        pause,
        provisioning);
  }
}
