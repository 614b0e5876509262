// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import java.security.Provider;
import java.security.Security;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Assumptions;

/// The signature providers that tests use.
final class Providers {
  private Providers() {}

  /// The JDK's.
  static Provider jdk() {
    return Objects.requireNonNull(Security.getProvider("SunEC"));
  }

  /// Amazon's, where it runs.
  static Optional<Provider> corretto() {
    return ServiceLoader.load(Provider.class).stream()
        .filter(found -> found.type().getSimpleName().equals("AmazonCorrettoCryptoProvider"))
        .map(ServiceLoader.Provider::get)
        .findFirst();
  }

  /// Amazon's. Where it doesn't run, says so and aborts the test, which then counts as skipped.
  static Provider correttoOrAbort() {
    Optional<Provider> found = corretto();
    if (found.isEmpty()) {
      String message = "NOT TESTED: Amazon Corretto Crypto Provider isn't on the test path";
      System.err.println(message);
      return Assumptions.abort(message);
    }
    return found.get();
  }

  /// The faster of those that are there.
  static Provider fastest() {
    return corretto().orElseGet(Providers::jdk);
  }
}
