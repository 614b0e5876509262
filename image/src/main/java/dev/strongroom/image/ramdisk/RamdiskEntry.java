// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;

/// One entry of an archive in a ramdisk, as its head describes it.
///
/// @param name as it is stored, without NUL
/// @param type what it is
/// @param permissions the lower 12 bits of the mode
/// @param user owner
/// @param group its group
/// @param inode number; entries with the same one may be the same file
/// @param links how many names the file has
/// @param modified seconds since 1970
/// @param size of the content, which for a link is the target
/// @param deviceMajor of a device
/// @param deviceMinor of a device
/// @param compression of the part of the ramdisk that it is in
public record RamdiskEntry(
    Bytes name,
    FileType type,
    int permissions,
    long user,
    long group,
    long inode,
    long links,
    long modified,
    long size,
    long deviceMajor,
    long deviceMinor,
    Compression compression) {

  /// The name as text. Bytes that aren't UTF-8 become replacement characters: to show, not to
  /// compare.
  public String path() {
    return new String(name.toByteArray(), StandardCharsets.UTF_8);
  }
}
