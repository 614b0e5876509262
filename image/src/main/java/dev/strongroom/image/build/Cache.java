// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// What was made before, by a digest of all that it was made from. Whoever can write here can
/// change what is built: it is as trusted as the machine that builds, and `--fresh` does without
/// it.
///
/// Several processes may use one folder: a file appears in one step, and two that make the same at
/// once make the same bytes.
///
/// @param folder made if missing
record Cache(Path folder) {
  private static final int DIGEST_DIGITS = 64;

  /// What was kept under a key, if it is here and whole.
  ///
  /// @throws IOException if it can't be read
  Optional<Blob> find(Bytes key) throws IOException {
    Path file = fileOf(key);
    Path digest = digestOf(key);
    if (!Files.isRegularFile(file)
        || !Files.isRegularFile(digest)
        || Files.size(digest) != DIGEST_DIGITS) {
      return Optional.empty();
    }
    // What a full disk or a broken one left isn't taken for what was made.
    Bytes written = Bytes.copyOf(Files.readAllBytes(digest));
    return written.equals(Bytes.utf8(Sha256.of(file).hex()))
        ? Optional.of(Blob.of(file))
        : Optional.empty();
  }

  /// Keeps something.
  ///
  /// @param made a file in a [#scratch] folder, which is moved from there
  Blob keep(Bytes key, Path made) throws IOException {
    Path digest = made.resolveSibling(made.getFileName() + ".sha256");
    Files.writeString(digest, Sha256.of(made).hex());
    // In between, the two don't belong together, and are no find for anybody.
    move(digest, digestOf(key));
    move(made, fileOf(key));
    return Blob.of(fileOf(key));
  }

  /// A new folder beside what is kept, so that files can be moved there. What builds that were
  /// killed left behind is removed.
  Scratch scratch() throws IOException {
    return Scratch.in(folder);
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path fileOf(Bytes key) {
    return folder.resolve(key.hex());
  }

  private Path digestOf(Bytes key) {
    return folder.resolve(key.hex() + ".sha256");
  }
}
