// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// A simulated enclave in one annotation, for JUnit.
@NullMarked
module dev.strongroom.testkit {
  requires static org.jspecify;
  requires transitive dev.strongroom.attestation;
  requires transitive dev.strongroom.channel;
  requires transitive dev.strongroom.client;
  requires transitive dev.strongroom.enclave.runtime;
  requires transitive org.junit.jupiter.api;
  requires dev.strongroom.host;
  requires org.junit.platform.commons;

  exports dev.strongroom.testkit;

  // JUnit makes the extension.
  opens dev.strongroom.testkit to
      org.junit.platform.commons;
}
