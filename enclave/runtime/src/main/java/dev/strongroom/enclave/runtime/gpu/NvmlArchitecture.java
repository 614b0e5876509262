// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

import java.util.Arrays;
import java.util.Optional;

/// Generations of GPUs that give reports (nvml.h, `NVML_DEVICE_ARCH_*`).
public enum NvmlArchitecture {
  /// The H series.
  HOPPER(9),
  /// The B series.
  BLACKWELL(10);

  private final int value;

  NvmlArchitecture(int value) {
    this.value = value;
  }

  /// The generation of that number; empty if its reports aren't known.
  static Optional<NvmlArchitecture> of(long value) {
    return Arrays.stream(values()).filter(known -> known.value == value).findAny();
  }
}
