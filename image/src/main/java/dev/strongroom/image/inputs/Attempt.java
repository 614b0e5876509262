// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

/// A place where an input wasn't to be had.
///
/// @param place the file or address
/// @param problem why not
/// @param otherBytes whether there was something of that name, with other bytes
public record Attempt(String place, String problem, boolean otherBytes) {
  @Override
  public String toString() {
    return place + ": " + problem;
  }
}
