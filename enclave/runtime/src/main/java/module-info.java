// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// The enclave's own machine: device, keys, server, and the service that it runs.
///
/// On hardware it calls the C library, by way of module `dev.strongroom.vsock`, which then needs
/// `--enable-native-access=dev.strongroom.vsock`.
@NullMarked
@SuppressWarnings("module") // The testkit is built later.
module dev.strongroom.enclave.runtime {
  requires static org.jspecify;
  requires transitive dev.strongroom.attestation;
  requires transitive dev.strongroom.channel;
  requires transitive dev.strongroom.vsock;
  requires transitive java.net.http;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.eclipse.jetty.alpn.server;
  requires org.eclipse.jetty.http;
  requires org.eclipse.jetty.io;
  requires org.eclipse.jetty.server;
  requires org.eclipse.jetty.unixdomain.server;
  requires org.eclipse.jetty.util;
  requires tools.jackson.core;

  exports dev.strongroom.enclave.runtime;
  exports dev.strongroom.enclave.runtime.answer;
  exports dev.strongroom.enclave.runtime.certificates;
  exports dev.strongroom.enclave.runtime.configuration;
  exports dev.strongroom.enclave.runtime.content;
  exports dev.strongroom.enclave.runtime.device;
  exports dev.strongroom.enclave.runtime.egress;
  exports dev.strongroom.enclave.runtime.figures;
  exports dev.strongroom.enclave.runtime.gpu;
  exports dev.strongroom.enclave.runtime.handover;
  exports dev.strongroom.enclave.runtime.keys;
  exports dev.strongroom.enclave.runtime.kms;
  exports dev.strongroom.enclave.runtime.log;
  exports dev.strongroom.enclave.runtime.nsm;
  exports dev.strongroom.enclave.runtime.quorum;
  exports dev.strongroom.enclave.runtime.root;
  exports dev.strongroom.enclave.runtime.tsm;
  exports dev.strongroom.enclave.runtime.storage;
  exports dev.strongroom.enclave.runtime.wire;

  // An enclave in a test's own process is put together from these.
  exports dev.strongroom.enclave.runtime.boot to
      dev.strongroom.testkit;
  exports dev.strongroom.enclave.runtime.control to
      dev.strongroom.testkit;
  exports dev.strongroom.enclave.runtime.simulated to
      dev.strongroom.testkit;

  uses dev.strongroom.enclave.runtime.Service;
  uses dev.strongroom.enclave.runtime.certificates.CertificateKeeper;
}
