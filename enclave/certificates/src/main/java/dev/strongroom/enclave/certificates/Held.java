// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A certificate that was checked, with its key.
///
/// @param chain the key's own first
record Held(KeyPair key, List<X509Certificate> chain) {
  Held {
    chain = List.copyOf(chain);
  }

  X509Certificate leaf() {
    return chain.getFirst();
  }

  Instant notBefore() {
    return leaf().getNotBefore().toInstant();
  }

  Instant notAfter() {
    return leaf().getNotAfter().toInstant();
  }

  String sha256() {
    try {
      return EnclaveKey.sha256(leaf().getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("it was read from its encoding", e);
    }
  }

  /// In hexadecimal digits.
  String serial() {
    return leaf().getSerialNumber().toString(16);
  }

  /// What the log and whoever asks get to know of it: enough to find it in Certificate
  /// Transparency.
  Map<String, Object> description() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("sha256", sha256());
    members.put("serial", serial());
    members.put("issuer", leaf().getIssuerX500Principal().getName());
    members.put("notBefore", notBefore().toString());
    members.put("notAfter", notAfter().toString());
    members.put("keySha256", EnclaveKey.sha256(key.getPublic()));
    return members;
  }
}
