// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Registers;

/// The PCRs of a genuine Nitro Enclave.
record NitroRegisters(Nsm nsm) implements Registers {
  @Override
  public Bytes extend(int index, Bytes data) throws DeviceException {
    try {
      return nsm.extendPcr(index, data);
    } catch (NsmException e) {
      throw new DeviceException("PCR " + index + " can't be extended: " + e.getMessage());
    }
  }

  @Override
  public void lock(int index) throws DeviceException {
    try {
      nsm.lockPcr(index);
    } catch (NsmException e) {
      throw new DeviceException("PCR " + index + " can't be locked: " + e.getMessage());
    }
  }
}
