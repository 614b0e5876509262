// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.client.ai.AskedFile;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder of receipts, as `strongroom ai --receipts` makes them.
final class AnswerFolder {
  /// So many receipts are judged at once.
  static final int MOST = 10_000;

  private static final Pattern FURTHER =
      Pattern.compile(".*\\.hop[1-9]" + Pattern.quote(Receipt.EXTENSION));

  private AnswerFolder() {}

  /// Its receipts, and the answers that have none; by name.
  static List<CheckSource> read(String folder) {
    Set<String> names;
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      names =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !FURTHER.matcher(name).matches())
              .limit(8L * MOST)
              .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      return List.of(new CheckSource.Unusable(folder, "can't be listed (" + e.getMessage() + ")"));
    }
    List<CheckSource> sources = new ArrayList<>();
    for (String name : names) {
      String path = Path.of(folder).resolve(name).toString();
      if (name.endsWith(Receipt.EXTENSION)) {
        sources.add(CheckSource.read(path, InputStream.nullInputStream()));
      } else if (name.endsWith(AskedFile.EXTENSION)) {
        String base = name.substring(0, name.length() - AskedFile.EXTENSION.length());
        if (!names.contains(base + Receipt.EXTENSION)) {
          sources.add(new CheckSource.WithoutReceipt(path, why(folder, base)));
        }
      }
    }
    return sources;
  }

  private static String why(String folder, String base) {
    Path file = Path.of(folder).resolve(base + ".no-receipt.txt");
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(1024), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "none came";
    }
  }
}
