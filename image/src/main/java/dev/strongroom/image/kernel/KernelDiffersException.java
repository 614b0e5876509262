// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import dev.strongroom.attestation.Bytes;
import java.nio.file.Path;
import java.util.Optional;

/// A kernel was built, and isn't the one that the lock file pins. It isn't used.
public final class KernelDiffersException extends KernelException {
  private static final long serialVersionUID = 1;

  private final transient Optional<Bytes> expected;
  private final transient Bytes found;
  private final transient Path folder;

  KernelDiffersException(Optional<Bytes> expected, Bytes found, long size, Path folder) {
    super(
        expected
                .map(pinned ->
                    "the kernel that was built isn't the pinned one:\n  pinned " + pinned.hex())
                .orElse("the lock file pins no kernel, so there is nothing to compare with:")
            + "\n  built  "
            + found.hex()
            + " ("
            + size
            + " bytes)\n  kept in "
            + folder);
    this.expected = expected;
    this.found = found;
    this.folder = folder;
  }

  /// The SHA-256 that the lock file has, if it has one.
  public Optional<Bytes> expected() {
    return expected;
  }

  /// The SHA-256 of what was built.
  public Bytes found() {
    return found;
  }

  /// The folder in which it was built, kept to be looked at.
  public Path folder() {
    return folder;
  }
}
