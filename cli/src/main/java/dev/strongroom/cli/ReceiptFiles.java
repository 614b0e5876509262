// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where receipts go. Each is written whole, under another name, before any takes its place.
///
/// @param files one for each source
/// @param overwrite whether receipts may be replaced
record ReceiptFiles(List<Path> files, boolean overwrite) {
  /// Decides where, and that nothing is lost.
  ///
  /// @throws UsageException if two receipts had one place, or one is taken
  static ReceiptFiles of(List<Path> sources, Optional<Path> output, boolean overwrite)
      throws UsageException {
    if (output.isPresent() && sources.size() > 1) {
      throw new UsageException("-o goes with one file or folder");
    }
    List<Path> files = new ArrayList<>();
    Set<Path> taken = new HashSet<>();
    for (Path source : sources) {
      Path file = output.isPresent() ? output.get() : beside(source);
      if (!taken.add(file.toAbsolutePath().normalize())) {
        throw new UsageException(source + ": named twice");
      }
      if (!overwrite && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new UsageException(file + " exists already; --overwrite replaces it");
      }
      Path parent = file.toAbsolutePath().getParent();
      // Better known before anything is entered.
      if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
        throw new UsageException(file + " can't be written: there is no such folder to write to");
      }
      files.add(file);
    }
    return new ReceiptFiles(List.copyOf(files), overwrite);
  }

  private static Path beside(Path source) throws UsageException {
    Path given = source.getFileName();
    boolean named = given != null && !Set.of("", ".", "..").contains(given.toString());
    Path whole = named ? source : source.toAbsolutePath().normalize();
    Path name = whole.getFileName();
    if (name == null) {
      throw new UsageException(source + ": where to write its receipt? -o FILE says so");
    }
    return whole.resolveSibling(name + Receipt.EXTENSION);
  }

  /// Writes receipts, one for each source.
  ///
  /// @return where they are
  /// @throws UsageException if one can't be written; then none is, unless some had been moved into
  ///   place before
  List<Path> write(List<Receipt> receipts) throws UsageException {
    List<Path> drafts = new ArrayList<>();
    try {
      for (int i = 0; i < files.size(); i++) {
        Path whole = files.get(i).toAbsolutePath();
        Path draft =
            whole.resolveSibling(
                "." + whole.getFileName() + "." + ProcessHandle.current().pid() + ".new");
        write(draft, receipts.get(i).json(), drafts);
      }
      for (int i = 0; i < files.size(); i++) {
        move(drafts.get(i), files.get(i));
      }
      return files;
    } catch (IOException e) {
      throw new UsageException("receipts can't be written: " + e.getMessage());
    } finally {
      drafts.forEach(ReceiptFiles::forget);
    }
  }

  private static void write(Path draft, String text, List<Path> drafts) throws IOException {
    // Readable for whom new files are readable here: a receipt isn't a secret.
    try (FileChannel channel =
        FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      drafts.add(draft);
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private void move(Path draft, Path file) throws IOException {
    if (overwrite) {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } else {
      // Unlike a move, a link never takes another's place.
      Files.createLink(file, draft);
    }
  }

  private static void forget(Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      // A leftover with a hidden name harms nobody.
    }
  }
}
