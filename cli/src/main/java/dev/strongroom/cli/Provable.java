// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.receipt.Manifest;
import dev.strongroom.ledger.receipt.Receipt;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Something that was hashed, to be entered.
///
/// @param digest SHA-256 of a file, or of a folder's manifest
/// @param manifest of a folder
record Provable(Bytes digest, Optional<Manifest> manifest) {

  /// Hashes a file or a folder.
  ///
  /// @param read told how many bytes came, each time some came
  /// @throws UsageException as [FileDigest] and [FolderDigest] say
  static Provable of(Path source, LongConsumer read) throws UsageException {
    if (isFolder(source)) {
      Manifest manifest = FolderDigest.of(source, read);
      return new Provable(manifest.digest(), Optional.of(manifest));
    }
    return new Provable(FileDigest.of(source, read).sha256(), Optional.empty());
  }

  /// How many bytes there are to be hashed.
  ///
  /// @throws UsageException as [FileStamp] and [FolderDigest] say
  static long length(Path source) throws UsageException {
    if (!isFolder(source)) {
      return FileStamp.of(source).size();
    }
    long length = 0;
    for (Path file : FolderDigest.files(source).values()) {
      length += FileStamp.of(file).size();
    }
    return length;
  }

  private static boolean isFolder(Path source) {
    return Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS);
  }

  /// The receipt with what has to be beside it.
  Receipt complete(Receipt receipt) {
    return manifest.map(receipt::with).orElse(receipt);
  }
}
