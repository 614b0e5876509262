// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

/// An archive that has only older versions of a package than the lock pins, or other bytes under
/// the same version: somebody may be hiding what is new, or replacing what was published.
public final class ContradictedLockException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param pinned what the lock has
  /// @param found what the archive has
  public ContradictedLockException(Input pinned, Input found) {
    super(
        pinned.version().equals(found.version())
            ? pinned + " has other bytes in the archive than the lock pins"
            : "the lock pins " + pinned + ", but the archive's newest is " + found);
  }
}
