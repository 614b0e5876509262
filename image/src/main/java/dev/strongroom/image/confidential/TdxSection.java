// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import java.util.Arrays;
import java.util.Optional;

/// Memory that firmware wants added to a trust domain before it runs.
///
/// @param kind for what
/// @param address in the guest, the beginning of a page
/// @param size whole pages
/// @param offset in the firmware's file, of what is put there; 0 where nothing is
/// @param measured whether the content is measured, and not only that the pages are there
public record TdxSection(Kind kind, long address, long size, int offset, boolean measured) {

  /// What the memory is for.
  public enum Kind {
    /// The firmware's code: a boot firmware volume.
    CODE(0),
    /// Its variables: a configuration firmware volume.
    VARIABLES(1),
    /// Where the host writes which memory there is.
    HAND_OFF(2),
    /// Where the firmware works before it has looked.
    MEMORY(3);

    private final long number;

    Kind(long number) {
      this.number = number;
    }

    /// Whether what is there comes from the firmware's file.
    boolean fromFile() {
      return this == CODE || this == VARIABLES;
    }

    static Optional<Kind> of(long number) {
      return Arrays.stream(values()).filter(kind -> kind.number == number).findAny();
    }
  }
}
