// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.boot.RunningEnclave.Parts;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.root.Provisioning;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Consumer;

/// An enclave that has no root secret yet.
record BeforeTheSecret(
    Parts parts, Storage storage, Egress egress, Consumer<String> waiting, Server server)
    implements Provisioning {

  /// Serves with keys of the moment.
  interface Server {
    Serving serve(Service.Handler handler) throws IOException;
  }

  @Override
  public Device device() {
    return parts.device();
  }

  @Override
  public Wire wire() {
    return parts.wire();
  }

  @Override
  public InstantSource clock() {
    return parts.clock();
  }

  @Override
  public SecureRandom random() {
    return parts.random();
  }

  @Override
  public void waitingFor(String what) {
    waiting.accept(what);
  }

  @Override
  public Serving serve(Service.Handler handler) throws IOException {
    return server.serve(handler);
  }
}
