// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.materials;

import dev.strongroom.image.inputs.Input;

/// Something pinned that went into an image, or made a part of it.
///
/// @param group of the lock that pins it
/// @param input what it is
/// @param why the image needs it
public record Material(String group, Input input, String why) {
  /// A name that no other material of the image has.
  public String reference() {
    return group + ":" + input.location();
  }
}
