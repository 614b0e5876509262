// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import java.util.Locale;

/// How a part of a ramdisk is packed.
public enum Compression {
  /// Not at all.
  NONE,
  /// RFC 1952.
  GZIP,
  /// The .xz file format.
  XZ,
  /// RFC 8878.
  ZSTD;

  /// In lower case.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
