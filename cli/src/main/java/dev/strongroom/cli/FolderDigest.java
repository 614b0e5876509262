// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.receipt.Manifest;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/// The digests of all files of a folder and the folders in it.
final class FolderDigest {
  /// What a line of a receipt has beside path and digest.
  private static final int LINE = 16;

  private FolderDigest() {}

  /// The files of a folder by their paths in it, apart by slashes.
  ///
  /// @throws UsageException if there is anything but files and folders, or something without a name
  ///   that is text
  static SortedMap<String, Path> files(Path folder) throws UsageException {
    SortedMap<String, Path> files = new TreeMap<>();
    List<Path> folders = new ArrayList<>(List.of(folder));
    while (!folders.isEmpty()) {
      Path next = folders.removeLast();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(next)) {
        for (Path entry : entries) {
          if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            folders.add(entry);
          } else {
            files.put(name(folder.relativize(entry)), entry);
          }
        }
      } catch (IOException | java.nio.file.DirectoryIteratorException e) {
        throw new UsageException(next + ": can't be read (" + e.getMessage() + ")");
      }
    }
    return files;
  }

  private static String name(Path relative) throws UsageException {
    List<String> parts = new ArrayList<>();
    for (Path part : relative) {
      String text = part.toString();
      // Bytes that aren't text in this system's encoding would make another name.
      if (!Path.of(text).equals(part) || text.indexOf('\ufffd') >= 0) {
        throw new UsageException(relative + ": its name isn't text");
      }
      parts.add(text);
    }
    return String.join("/", parts);
  }

  /// Reads all files.
  ///
  /// @param read told how many bytes came, each time some came
  /// @throws UsageException if there are none or too many for a receipt, one isn't an ordinary
  ///   file, or anything changes meanwhile
  static Manifest of(Path folder, LongConsumer read) throws UsageException {
    SortedMap<String, Path> files = files(folder);
    if (files.isEmpty()) {
      throw new UsageException(folder + ": there are no files in it");
    }
    SortedMap<String, FileDigest> digests = new TreeMap<>();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      digests.put(file.getKey(), FileDigest.of(file.getValue(), read));
    }
    // A manifest says what was there at one time: nothing may have come, gone or changed since.
    if (!files(folder).equals(files)) {
      throw FileDigest.changed(folder);
    }
    for (Map.Entry<String, Path> file : files.entrySet()) {
      FileDigest digest = digests.get(file.getKey());
      if (digest == null || !FileStamp.of(file.getValue()).equals(digest.stamp())) {
        throw FileDigest.changed(file.getValue());
      }
    }
    SortedMap<String, Bytes> entered = new TreeMap<>();
    digests.forEach((path, digest) -> entered.put(path, digest.sha256()));
    return checked(folder, entered);
  }

  private static Manifest checked(Path folder, SortedMap<String, Bytes> digests)
      throws UsageException {
    Manifest manifest;
    try {
      manifest = new Manifest(digests);
    } catch (IllegalArgumentException e) {
      throw new UsageException(folder + ": " + e.getMessage());
    }
    int room = Receipt.MAX_LENGTH_WITH_MANIFEST - Receipt.MAX_LENGTH;
    if (manifest.encoded().length() + LINE * digests.size() > room) {
      throw new UsageException(
          folder
              + ": "
              + digests.size()
              + " files are too many for one receipt; prove its folders one by one");
    }
    return manifest;
  }
}
