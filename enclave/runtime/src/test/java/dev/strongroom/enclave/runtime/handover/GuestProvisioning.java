// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.root.Provisioning;
import dev.strongroom.enclave.runtime.root.TestProvisioning;
import dev.strongroom.enclave.runtime.storage.MapStorage;
import dev.strongroom.enclave.runtime.storage.Stored;
import dev.strongroom.enclave.runtime.tsm.SignedGuest;
import dev.strongroom.enclave.runtime.tsm.TsmDevice;
import dev.strongroom.enclave.runtime.tsm.TsmException;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;

/// A boot of a made-up confidential virtual machine, at the time that its evidence is judged at.
final class GuestProvisioning implements Provisioning, AutoCloseable {
  private final SignedGuest guest;
  private final TsmDevice device;
  private final TestProvisioning rest;

  /// What its host keeps.
  final MapStorage storage = new MapStorage();

  GuestProvisioning(SignedGuest guest) throws IOException, TsmException {
    this.guest = guest;
    this.device = guest.device();
    this.rest = new TestProvisioning(1);
  }

  SignedGuest guest() {
    return guest;
  }

  /// The host brings what the other's evidence is judged with.
  void keep(SignedGuest other) throws MalformedJsonException {
    keep(Bytes.utf8(EndorsementFile.write(other.endorsements())));
  }

  void keep(Bytes bundle) {
    storage.entries.put(HostEndorsements.KEY, new Stored(1, bundle));
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public MapStorage storage() {
    return storage;
  }

  @Override
  public InstantSource clock() {
    return () -> SignedGuest.TIME;
  }

  @Override
  public SecureRandom random() {
    return rest.random();
  }

  @Override
  public Wire wire() {
    return rest.wire();
  }

  @Override
  public Egress egress() {
    return rest.egress();
  }

  @Override
  public void waitingFor(String what) {
    rest.waitingFor(what);
  }

  @Override
  public Serving serve(Service.Handler handler) throws IOException {
    return rest.serve(handler);
  }

  TestProvisioning rest() {
    return rest;
  }

  @Override
  public void close() {
    device.close();
  }
}
