// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

/// A package that no suite has, or not in a version that is needed.
public final class UnknownPackageException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param wanted a name, or a dependency
  /// @param wantedBy who needs it
  public UnknownPackageException(String wanted, String wantedBy) {
    super("no suite has \"" + wanted + "\", which " + wantedBy);
  }
}
