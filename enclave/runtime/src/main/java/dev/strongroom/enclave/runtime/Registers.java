// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

import dev.strongroom.attestation.Bytes;

/// The registers of a device that its evidence shows and that what runs may extend: PCR 16 to 31 of
/// a Nitro Enclave. 0 to 15 are locked from the start.
public interface Registers {

  /// Replaces a register's value by the SHA-384 of that value followed by `data`.
  ///
  /// @return the new value, 48 bytes
  /// @throws DeviceException if the register is locked, or there is none of that index
  Bytes extend(int index, Bytes data) throws DeviceException;

  /// Makes a register read-only for as long as the enclave runs; from now on evidence shows it.
  ///
  /// @throws DeviceException if there is none of that index
  void lock(int index) throws DeviceException;
}
