// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The JDK's own providers of cryptography, whatever order others may have put them in.
///
/// Nimbus is told which provider to use. WebAuthn4J can't be told: it asks the platform, which
/// takes the first provider that offers the algorithm. So before it may work, [#checkOrder] makes
/// sure that this is the JDK's own.
final class JdkProviders {
  private static final String EC = "SunEC";
  private static final String RSA = "SunRsaSign";
  private static final String REST = "SUN";

  private static final Map<String, String> SIGNATURES =
      Map.of("SHA256withECDSA", EC, "Ed25519", EC, "SHA256withRSA", RSA);
  private static final Map<String, String> KEYS = Map.of("EC", EC, "Ed25519", EC, "RSA", RSA);

  private JdkProviders() {}

  /// For elliptic curves.
  static Provider ec() {
    return Objects.requireNonNull(Security.getProvider(EC), "every JDK has " + EC);
  }

  /// For RSA.
  static Provider rsa() {
    return Objects.requireNonNull(Security.getProvider(RSA), "every JDK has " + RSA);
  }

  /// Makes sure that the platform, when asked for no provider, takes the JDK's own.
  ///
  /// @throws RefusedPrincipalException if it would take another, or none
  static void checkOrder() throws RefusedPrincipalException {
    try {
      for (Map.Entry<String, String> signature : SIGNATURES.entrySet()) {
        check(Signature.getInstance(signature.getKey()).getProvider(), signature.getValue());
      }
      for (Map.Entry<String, String> keys : KEYS.entrySet()) {
        check(KeyFactory.getInstance(keys.getKey()).getProvider(), keys.getValue());
      }
      for (String digest : List.of("SHA-1", "SHA-256")) {
        check(MessageDigest.getInstance(digest).getProvider(), REST);
      }
      check(CertificateFactory.getInstance("X.509").getProvider(), REST);
      check(CertPathValidator.getInstance("PKIX").getProvider(), REST);
    } catch (GeneralSecurityException e) {
      throw other();
    }
  }

  private static void check(Provider provider, String name) throws RefusedPrincipalException {
    if (!provider.getName().equals(name)) {
      throw other();
    }
  }

  private static RefusedPrincipalException other() {
    return new RefusedPrincipalException(
        PrincipalRefusal.OTHER_PROVIDER, "the platform's cryptography isn't the JDK's own");
  }
}
