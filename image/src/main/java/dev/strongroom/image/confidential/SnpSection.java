// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import java.util.Arrays;
import java.util.Optional;

/// Memory that the firmware wants prepared before the guest runs.
///
/// @param kind for what
/// @param address in the guest, the beginning of a page
/// @param size whole pages
public record SnpSection(Kind kind, long address, long size) {

  /// What the memory is for.
  public enum Kind {
    /// Pages of zeros that the firmware works in.
    MEMORY(1),
    /// Where AMD's firmware puts the guest's keys to itself.
    SECRETS(2),
    /// What the processor says it can, checked by AMD's firmware.
    CPUID(3),
    /// A service module's calling area: zeros where there is none.
    SERVICE_MODULE(4),
    /// Digests of kernel, ramdisks and command line.
    KERNEL_HASHES(0x10);

    private final long number;

    Kind(long number) {
      this.number = number;
    }

    static Optional<Kind> of(long number) {
      return Arrays.stream(values()).filter(kind -> kind.number == number).findAny();
    }
  }
}
