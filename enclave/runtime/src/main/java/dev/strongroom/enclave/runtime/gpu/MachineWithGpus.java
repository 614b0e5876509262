// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.composite.CompositeBinding;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Registers;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// A confidential machine and the GPUs in it, which give evidence as one:
/// `docs/composite-evidence.md`. Thread-safe.
///
/// Binding isn't all: that a GPU is in this machine, and not at the end of a long cable, no
/// signature says. What runs here has to have verified the GPUs over its own driver before it uses
/// them.
public final class MachineWithGpus implements Device {
  private static final int MAX_FIELD = 1024;
  private static final int DIGEST = 64;
  private static final int OWN_NONCE = 32;

  private final Device machine;
  private final NvidiaGpus gpus;
  private final SecureRandom random;

  /// @param machine what the machine's own evidence comes from
  /// @param gpus its GPUs, which whoever opened them closes
  public MachineWithGpus(Device machine, NvidiaGpus gpus, SecureRandom random) {
    this.machine = machine;
    this.gpus = gpus;
    this.random = random;
  }

  @Override
  public String name() {
    return machine.name() + " with NVIDIA GPUs";
  }

  @Override
  public boolean simulated() {
    return machine.simulated();
  }

  @Override
  public Optional<Registers> registers() {
    return machine.registers();
  }

  @Override
  public byte[] randomness() throws DeviceException {
    return machine.randomness();
  }

  /// The machine without its GPUs.
  @Override
  public Device machine() {
    return machine;
  }

  /// Makes evidence of both, in which the user data are what the machine vouches for: the channel's
  /// binding. Such evidence has one field for it.
  ///
  /// @param publicKey not in the evidence by itself: `userData` has to bind it
  /// @param userData a digest of 64 bytes
  /// @param nonce 1 to 1024 bytes; without one, the GPUs are asked with a nonce made here
  @Override
  public Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce)
      throws DeviceException {
    if (userData.length() != DIGEST) {
      throw new DeviceException("user data of " + userData.length() + " bytes instead of 64");
    }
    try {
      return evidence(nonce.orElseGet(this::nonce), userData);
    } catch (NvmlException e) {
      throw new DeviceException("the GPUs gave no evidence: " + e.getMessage());
    }
  }

  private Bytes nonce() {
    byte[] nonce = new byte[OWN_NONCE];
    random.nextBytes(nonce);
    return Bytes.copyOf(nonce);
  }

  /// Makes evidence of both: the GPUs are asked with a nonce that is made of `nonce` and
  /// `publicKey`, and the machine binds all that they said.
  ///
  /// @param nonce the relying party's, 1 to 1,024 bytes
  /// @param publicKey the key that the machine vouches for, in any encoding, 1 to 1,024 bytes
  /// @return what [dev.strongroom.attestation.Evidence#parse] reads
  /// @throws NvmlException if a GPU gave no evidence
  /// @throws DeviceException if the machine gave none
  public Bytes evidence(Bytes nonce, Bytes publicKey) throws NvmlException, DeviceException {
    requireField("nonce", nonce);
    requireField("key", publicKey);
    List<Bytes> devices = List.of(gpus.evidence(CompositeBinding.deviceNonce(nonce, publicKey)));
    Bytes reportData = CompositeBinding.reportData(nonce, publicKey, devices);
    Bytes own = machine.attest(publicKey, reportData, Optional.empty());
    return GpuEvidence.composite(nonce, publicKey, own, devices);
  }

  private static void requireField(String what, Bytes value) throws NvmlException {
    if (value.isEmpty() || value.length() > MAX_FIELD) {
      throw new NvmlException(
          new NvmlFailure.Unbindable(
              "a " + what + " of " + value.length() + " bytes instead of 1 to " + MAX_FIELD));
    }
  }
}
