// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.Sha256;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Base ramdisks that were made before, by a digest of all that they are made from. Whoever can
/// write here can change what is built: it is as trusted as the machine that builds, and `--fresh`
/// does without it.
///
/// @param folder made if missing
record Cache(Path folder) {
  /// The ramdisk of a key, if it is here and whole.
  ///
  /// @throws IOException if it can't be read
  Optional<Blob> find(Bytes key) throws IOException {
    Path file = fileOf(key);
    if (!Files.exists(file) || !Files.exists(digestOf(file))) {
      return Optional.empty();
    }
    // What a full disk or a broken one left isn't taken for a ramdisk.
    return Files.readString(digestOf(file)).equals(Sha256.of(file).hex())
        ? Optional.of(Blob.of(file))
        : Optional.empty();
  }

  /// Keeps a ramdisk.
  ///
  /// @param made a file that is moved here
  Blob keep(Bytes key, Path made) throws IOException {
    Files.createDirectories(folder);
    Path file = fileOf(key);
    Path digest = Files.createTempFile(folder, "digest", ".new");
    Files.writeString(digest, Sha256.of(made).hex());
    Files.move(digest, digestOf(file), StandardCopyOption.REPLACE_EXISTING);
    Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    return Blob.of(file);
  }

  /// A new folder beside the ramdisks, so that files can be moved there.
  Path scratch() throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(folder + " is no folder", e);
    }
    return Files.createTempDirectory(folder, "making");
  }

  private Path fileOf(Bytes key) {
    return folder.resolve(key.hex());
  }

  private static Path digestOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".sha256");
  }
}
