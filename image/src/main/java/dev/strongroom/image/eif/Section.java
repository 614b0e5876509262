// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

/// One section of an image.
///
/// @param type what it holds
/// @param position where its data start in the file, in bytes; its own header is just before
/// @param size how many bytes of data
public record Section(SectionType type, long position, long size) {
  /// The length of a section's header: type, flags, size.
  static final int HEAD = 12;

  long end() {
    return position + size;
  }
}
