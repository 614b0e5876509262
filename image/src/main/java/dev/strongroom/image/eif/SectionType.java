// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import java.util.Optional;

/// What a section holds.
public enum SectionType {
  /// The kernel: a bzImage on x86-64, an Image on arm64.
  KERNEL(1, 2, "kernel"),
  /// The kernel's command line: text without NUL or line end.
  COMMAND_LINE(2, 2, "command line"),
  /// A ramdisk; the kernel gets all of them joined.
  RAMDISK(3, 2, "ramdisk"),
  /// Signatures over measurements; since version 3.
  SIGNATURE(4, 3, "signature"),
  /// JSON about the build, which nothing measures; since version 4.
  METADATA(5, 4, "metadata");

  private final int number;
  private final int since;
  private final String text;

  SectionType(int number, int since, String text) {
    this.number = number;
    this.since = since;
    this.text = text;
  }

  int number() {
    return number;
  }

  /// The first version of the format that has it.
  int since() {
    return since;
  }

  /// Whether PCR0 covers it.
  boolean measured() {
    return this == KERNEL || this == COMMAND_LINE || this == RAMDISK;
  }

  static Optional<SectionType> of(int number) {
    for (SectionType type : values()) {
      if (type.number == number) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /// Its name in words.
  @Override
  public String toString() {
    return text;
  }
}
