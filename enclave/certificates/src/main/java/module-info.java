// SPDX-License-Identifier: Apache-2.0
import dev.strongroom.enclave.certificates.Certificates;
import dev.strongroom.enclave.runtime.certificates.CertificateKeeper;
import org.jspecify.annotations.NullMarked;

/// Certificates that browsers trust, for keys that never leave. A module of its own: whoever wants
/// none doesn't trust the library that speaks with authorities.
@NullMarked
module dev.strongroom.enclave.certificates {
  requires static org.jspecify;
  requires dev.strongroom.attestation;
  requires transitive dev.strongroom.enclave.runtime;
  requires java.net.http;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.shredzone.acme4j;
  requires tools.jackson.core;

  exports dev.strongroom.enclave.certificates;

  provides CertificateKeeper with
      Certificates;
}
