// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

/// An archive's index that can't be understood, though its signature is good.
public final class MalformedIndexException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param index such as `debian/dists/trixie/InRelease`
  /// @param line where in it, from 1
  /// @param problem what is wrong there
  public MalformedIndexException(String index, int line, String problem) {
    super(index + ", line " + line + ": " + problem);
  }
}
