// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

import dev.strongroom.attestation.Bytes;
import java.util.Optional;

/// What an enclave runs on: the source of its evidence. Chosen when it starts, named in every log.
public interface Device {

  /// What people and logs call it.
  String name();

  /// Whether it is simulated, and so protects nothing.
  boolean simulated();

  /// Its registers, if what runs may extend some.
  default Optional<Registers> registers() {
    return Optional.empty();
  }

  /// Random bytes of the device's own, which owe nothing to the generators of kernel and JDK; empty
  /// if it has none. To be mixed with others, not to be used alone: copies may stay on the heap.
  ///
  /// @return the caller's to wipe
  /// @throws DeviceException if the device has a generator that didn't answer
  default byte[] randomness() throws DeviceException {
    return new byte[0];
  }

  /// What gives evidence of the machine alone, where this device's evidence has other devices' in
  /// it, such as GPUs'. That grows with each of them, and speaks of a moment: what a log keeps, and
  /// every receipt carries, is the machine's own.
  default Device machine() {
    return this;
  }

  /// Makes evidence that binds the given values.
  ///
  /// @param publicKey at most 1024 bytes
  /// @param userData at most 1024 bytes
  /// @param nonce at most 1024 bytes
  /// @throws DeviceException if the device can't
  Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce) throws DeviceException;
}
