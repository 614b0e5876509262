// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import java.util.Optional;

/// What an entry of an archive is: the upper bits of its mode (POSIX, sys/stat.h).
public enum FileType {
  /// A socket.
  SOCKET(0xc000),
  /// A symbolic link; its content is the target.
  SYMBOLIC_LINK(0xa000),
  /// A regular file.
  REGULAR(0x8000),
  /// A block device.
  BLOCK_DEVICE(0x6000),
  /// A directory.
  DIRECTORY(0x4000),
  /// A character device.
  CHARACTER_DEVICE(0x2000),
  /// A pipe with a name.
  PIPE(0x1000);

  static final int MASK = 0xf000;

  private final int bits;

  FileType(int bits) {
    this.bits = bits;
  }

  /// Its bits of the mode.
  public int bits() {
    return bits;
  }

  /// The type that a mode states, if it is one.
  static Optional<FileType> of(long mode) {
    for (FileType type : values()) {
      if (type.bits == (mode & MASK)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
