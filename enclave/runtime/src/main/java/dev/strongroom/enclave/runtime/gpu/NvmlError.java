// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What NVML's functions return when they fail (nvml.h, `nvmlReturn_t`, API versions 12 and 13).
public enum NvmlError {
  /// The library wasn't initialised, or isn't any more.
  UNINITIALIZED(1),
  /// An argument that it doesn't take.
  INVALID_ARGUMENT(2),
  /// The device or the driver can't do that: so answers a GPU without confidential computing.
  NOT_SUPPORTED(3),
  /// This user may not.
  NO_PERMISSION(4),
  /// No longer returned.
  ALREADY_INITIALIZED(5),
  /// There is no such object.
  NOT_FOUND(6),
  /// A buffer is too short.
  INSUFFICIENT_SIZE(7),
  /// A device's power cables aren't plugged in.
  INSUFFICIENT_POWER(8),
  /// The driver isn't loaded, or not any more.
  DRIVER_NOT_LOADED(9),
  /// The driver gave up.
  TIMEOUT(10),
  /// The kernel found a problem with a GPU's interrupts.
  IRQ_ISSUE(11),
  /// A library that NVML stands on isn't there.
  LIBRARY_NOT_FOUND(12),
  /// The driver has no such function.
  FUNCTION_NOT_FOUND(13),
  /// The device's own store is corrupted.
  CORRUPTED_INFOROM(14),
  /// The GPU has fallen off the bus.
  GPU_IS_LOST(15),
  /// The GPU has to be reset first.
  RESET_REQUIRED(16),
  /// The operating system keeps the control device from us.
  OPERATING_SYSTEM(17),
  /// The driver in the kernel and the library are of different versions.
  LIB_RM_VERSION_MISMATCH(18),
  /// The GPU is in use.
  IN_USE(19),
  /// There is too little memory.
  MEMORY(20),
  /// There are no data.
  NO_DATA(21),
  /// Not while error correction is on.
  VGPU_ECC_NOT_SUPPORTED(22),
  /// Something other than memory ran out.
  INSUFFICIENT_RESOURCES(23),
  /// A frequency that isn't supported.
  FREQ_NOT_SUPPORTED(24),
  /// The library knows no structure of that version.
  ARGUMENT_VERSION_MISMATCH(25),
  /// There isn't such a function any more.
  DEPRECATED(26),
  /// The system isn't ready.
  NOT_READY(27),
  /// There are no GPUs.
  GPU_NOT_FOUND(28),
  /// Not in this state.
  INVALID_STATE(29),
  /// Such a reset isn't supported.
  RESET_TYPE_NOT_SUPPORTED(30),
  /// The driver failed inside.
  UNKNOWN(999);

  private final int value;

  NvmlError(int value) {
    this.value = value;
  }

  /// What the library calls it, without its prefix, such as `gpu-is-lost`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The error of that number; empty if nvml.h has none.
  static Optional<NvmlError> of(long value) {
    return Arrays.stream(values()).filter(error -> error.value == value).findAny();
  }
}
