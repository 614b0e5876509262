// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image;

import java.time.Instant;

/// Every choice that could make two builds of the same inputs differ, made once.
///
/// Order isn't among them: a [dev.strongroom.image.tree.FileTree] has only one.
public final class Reproducible {
  /// The time of every file and of the build itself: the earliest that all formats in use can state
  /// (cpio, tar and gzip begin in 1970, zip in 1980).
  public static final Instant TIME = Instant.parse("1980-01-01T00:00:00Z");

  /// User and group of every file: root.
  public static final int OWNER = 0;

  /// Permissions of directories, and of files that programs are started from.
  public static final int EXECUTABLE_MODE = 0755;

  /// Permissions of all other files.
  public static final int FILE_MODE = 0644;

  /// Permissions of symbolic links, which nobody asks.
  public static final int LINK_MODE = 0777;

  /// Permissions of devices: only root opens what stands in until the kernel's own `/dev` is there.
  public static final int DEVICE_MODE = 0600;

  /// The inode of an archive's first entry; the others count on from it.
  public static final int FIRST_INODE = 1;

  /// Level of the deflate compressor (jzlib's: that of the JDK gives the bytes of the zlib that it
  /// happens to be linked with).
  public static final int DEFLATE_LEVEL = 9;

  /// The head of a gzip member (RFC 1952, 2.3): deflate, no name, no time, best compression, and an
  /// operating system that isn't stated.
  public static final String GZIP_HEAD = "1f8b08000000000002ff";

  /// What the metadata name as operating system; the machine that built isn't asked.
  public static final String OPERATING_SYSTEM = "linux";

  private Reproducible() {}
}
