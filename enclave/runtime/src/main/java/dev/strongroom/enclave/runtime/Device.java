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

  /// Makes evidence that binds the given values.
  ///
  /// @param publicKey at most 1024 bytes
  /// @param userData at most 1024 bytes
  /// @param nonce at most 1024 bytes
  /// @throws DeviceException if the device can't
  Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce) throws DeviceException;
}
