// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;

/// A device that has a Nitro Secure Module in it, genuine or emulated. A service that wants more of
/// the module than evidence and registers gets at it so:
///
/// ```java
/// if (enclave.device() instanceof ModuleDevice device) {
///   NsmDescription module = device.nsm().describe();
/// ```
public interface ModuleDevice extends Device {
  /// The module itself. Documents of an emulated one are unsigned; those that [#attest] makes are
  /// what a relying party gets.
  Nsm nsm();

  /// The module's.
  @Override
  default byte[] randomness() throws DeviceException {
    try {
      return nsm().random();
    } catch (NsmException e) {
      throw new DeviceException("the security module gave no randomness: " + e.getMessage());
    }
  }
}
