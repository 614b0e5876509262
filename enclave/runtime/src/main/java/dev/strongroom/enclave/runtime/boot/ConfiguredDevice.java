// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.configuration.GpuConfiguration;
import dev.strongroom.enclave.runtime.gpu.MachineWithGpus;
import dev.strongroom.enclave.runtime.gpu.NvidiaGpus;
import dev.strongroom.enclave.runtime.gpu.NvmlException;
import dev.strongroom.enclave.runtime.tsm.TsmDevice;
import java.security.SecureRandom;
import java.util.Optional;

/// What an enclave's evidence comes from, as its measured configuration has it: the machine alone,
/// or the machine with its GPUs. Where GPUs are demanded, there is no way to evidence without them.
final class ConfiguredDevice implements AutoCloseable {
  private final Device device;
  private final Optional<NvidiaGpus> gpus;

  private ConfiguredDevice(Device device, Optional<NvidiaGpus> gpus) {
    this.device = device;
    this.gpus = gpus;
  }

  /// Opens the GPUs, if any are demanded. How many there are is held against the configuration by
  /// every piece of evidence; an enclave makes its first one when it starts.
  ///
  /// @param machine stays the caller's
  /// @throws DeviceException if GPUs are demanded that the machine can't have, or that can't be
  ///   opened
  static ConfiguredDevice of(
      Device machine, EnclaveConfiguration configuration, SecureRandom random)
      throws DeviceException {
    if (configuration.gpus().isEmpty()) {
      return new ConfiguredDevice(machine, Optional.empty());
    }
    GpuConfiguration demanded = configuration.gpus().get();
    if (!(machine instanceof TsmDevice)) {
      throw new DeviceException(
          "the configuration demands GPUs, which " + machine.name() + " can't have");
    }
    try {
      NvidiaGpus gpus = NvidiaGpus.open(demanded);
      return new ConfiguredDevice(new MachineWithGpus(machine, gpus, random), Optional.of(gpus));
    } catch (NvmlException e) {
      throw new DeviceException("the GPUs can't be used: " + e.getMessage());
    }
  }

  /// Refuses a device without the GPUs that are demanded, however the enclave was started: clients
  /// that expect them must not find a machine without.
  ///
  /// @throws DeviceException if it has none
  static void require(Device device, EnclaveConfiguration configuration) throws DeviceException {
    if (configuration.gpus().isPresent() && !(device instanceof MachineWithGpus)) {
      throw new DeviceException(
          "the configuration demands GPUs, which this start has none of: " + device.name());
    }
  }

  /// The device.
  Device device() {
    return device;
  }

  /// Closes the GPUs.
  @Override
  public void close() {
    gpus.ifPresent(NvidiaGpus::close);
  }
}
