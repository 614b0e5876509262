// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.image.Blob;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.materials.FileListing;
import dev.strongroom.image.materials.InstalledFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/// Base ramdisks that were made before, by a digest of all that they are made from. Whoever can
/// write here can change what is built: it is as trusted as the machine that builds, and `--fresh`
/// does without it.
///
/// @param folder made if missing
record Cache(Path folder) {
  /// A ramdisk.
  ///
  /// @param ramdisk its bytes
  /// @param files what is in it
  record Kept(Blob ramdisk, List<InstalledFile> files) {}

  /// The ramdisk of a key, if it is here and whole.
  ///
  /// @throws IOException if it can't be read
  Optional<Kept> find(Bytes key) throws IOException {
    Path file = fileOf(key);
    Path list = listOf(file);
    if (!Files.exists(file) || !Files.exists(list) || !Files.exists(digestOf(file))) {
      return Optional.empty();
    }
    // What a full disk or a broken one left isn't taken for a ramdisk.
    if (!Files.readString(digestOf(file)).equals(digests(file, list))) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Kept(Blob.of(file), FileListing.parse(Files.readString(list))));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  /// Keeps a ramdisk.
  ///
  /// @param made a file that is moved here
  /// @param files what is in it
  Kept keep(Bytes key, Path made, List<InstalledFile> files) throws IOException {
    Files.createDirectories(folder);
    Path file = fileOf(key);
    Path list = Files.createTempFile(folder, "files", ".new");
    Files.write(list, FileListing.text(files).toByteArray());
    Path digest = Files.createTempFile(folder, "digest", ".new");
    Files.writeString(digest, digests(made, list));
    Files.move(digest, digestOf(file), StandardCopyOption.REPLACE_EXISTING);
    Files.move(list, listOf(file), StandardCopyOption.REPLACE_EXISTING);
    Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    return new Kept(Blob.of(file), files);
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

  private static String digests(Path ramdisk, Path list) throws IOException {
    return Sha256.of(ramdisk).hex() + " " + Sha256.of(list).hex();
  }

  private static Path listOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".files");
  }

  private static Path digestOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".sha256");
  }
}
