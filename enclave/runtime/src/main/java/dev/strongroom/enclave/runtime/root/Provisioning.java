// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.root;

import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;

/// What an enclave without a root secret can do to get it.
public interface Provisioning {

  /// What it runs on.
  Device device();

  /// The wire to the host.
  Wire wire();

  /// The host's store, trusted with nothing.
  Storage storage();

  /// The way to the places that the measured configuration allows.
  Egress egress();

  /// The clock; a claim of the host's.
  InstantSource clock();

  /// Randomness.
  SecureRandom random();

  /// Tells the host, and through it people, what the enclave is waiting for.
  ///
  /// @param what such as `2 more shares`; goes to the host as it is
  void waitingFor(String what);

  /// Serves the attested channel, on the port that the service will have later, until closed. The
  /// keys in its evidence are of this moment only: the identity key isn't the deployment's.
  ///
  /// @throws IOException if it can't listen
  Serving serve(Service.Handler handler) throws IOException;

  /// A server that runs.
  interface Serving extends AutoCloseable {
    /// Ends it; requests in flight get a moment to finish.
    @Override
    void close() throws IOException;
  }
}
