// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Registers;
import java.util.Optional;

/// The device of a genuine Nitro Enclave.
///
/// @param nsm its module
public record NitroDevice(Nsm nsm) implements ModuleDevice {
  /// Opens the module, takes its node away from other users, and makes sure that it is as it has to
  /// be ([NsmStart]). To be called first of all: who has opened the node before keeps it.
  ///
  /// @throws NsmException if there is no module, or not such a one
  public static NitroDevice open() throws NsmException {
    return new NitroDevice(NsmStart.open(new NativeDeviceCalls(), NsmDevice.NODE));
  }

  @Override
  public String name() {
    return "AWS Nitro Secure Module";
  }

  @Override
  public boolean simulated() {
    return false;
  }

  @Override
  public Optional<Registers> registers() {
    return Optional.of(new NitroRegisters(nsm));
  }

  @Override
  public Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce)
      throws DeviceException {
    DocumentRequest request = new DocumentRequest(publicKey, userData, nonce.orElse(null));
    try {
      return nsm.attest(request);
    } catch (NsmException e) {
      throw new DeviceException("the Nitro Secure Module made no document: " + e.getMessage());
    }
  }
}
