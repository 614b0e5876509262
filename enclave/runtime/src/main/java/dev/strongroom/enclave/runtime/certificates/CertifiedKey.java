// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.certificates;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A key that was born inside, and what somebody outside certified of it.
///
/// @param key on an elliptic curve
/// @param chain the key's own certificate first
public record CertifiedKey(PrivateKey key, List<X509Certificate> chain) {
  /// Copies the chain.
  ///
  /// @throws IllegalArgumentException if it is empty
  public CertifiedKey {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("no certificate");
    }
  }

  /// The key's own certificate.
  public X509Certificate leaf() {
    return chain.getFirst();
  }
}
