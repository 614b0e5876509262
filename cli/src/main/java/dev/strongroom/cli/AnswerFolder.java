// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.client.ai.AskedFile;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder of receipts, as `strongroom ai --receipts` makes them.
final class AnswerFolder {
  /// So many receipts are judged at once.
  static final int MOST = 10_000;

  private static final int MOST_FILES = 8 * MOST;

  private static final Pattern FURTHER =
      Pattern.compile("(.*)\\.hop([0-9]+)" + Pattern.quote(Receipt.EXTENSION), Pattern.DOTALL);

  private static final Pattern CONTENT =
      Pattern.compile("(.*)\\.(request|response)", Pattern.DOTALL);

  private AnswerFolder() {}

  /// Its receipts, the answers that have none, and what belongs to neither; by name.
  static List<CheckSource> read(String folder) {
    return read(folder, MOST_FILES);
  }

  /// @param most files that a folder may have: one that isn't looked through isn't judged
  static List<CheckSource> read(String folder, int most) {
    Set<String> names;
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      names =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .limit(most + 1L)
              .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException | UncheckedIOException e) {
      return List.of(new CheckSource.Unusable(folder, "can't be listed (" + e.getMessage() + ")"));
    }
    if (names.size() > most) {
      return List.of(new CheckSource.Unusable(folder, "has more than " + most + " files"));
    }
    return names.stream().flatMap(name -> source(folder, name, names).stream()).toList();
  }

  /// What a file is to be judged as; empty for one that is judged with another.
  private static Optional<CheckSource> source(String folder, String name, Set<String> names) {
    String path = Path.of(folder).resolve(name).toString();
    Matcher further = FURTHER.matcher(name);
    if (further.matches()) {
      return further(names.contains(further.group(1) + Receipt.EXTENSION), further.group(2))
          .map(problem -> new CheckSource.Unusable(path, problem));
    }
    if (name.endsWith(Receipt.EXTENSION)) {
      return Optional.of(CheckSource.read(path, InputStream.nullInputStream()));
    }
    if (name.endsWith(AskedFile.EXTENSION)) {
      String base = name.substring(0, name.length() - AskedFile.EXTENSION.length());
      return names.contains(base + Receipt.EXTENSION)
          ? Optional.empty()
          : Optional.of(new CheckSource.WithoutReceipt(path, why(folder, base)));
    }
    Matcher content = CONTENT.matcher(name);
    boolean alone =
        content.matches()
            && !names.contains(content.group(1) + AskedFile.EXTENSION)
            && !names.contains(content.group(1) + Receipt.EXTENSION);
    return alone
        ? Optional.of(
            new CheckSource.Unusable(path, "neither its receipt nor what was noted of it is here"))
        : Optional.empty();
  }

  /// What is wrong with the receipt of a hop; empty: it is judged with the gateway's.
  private static Optional<String> further(boolean withGateways, String hop) {
    if (!withGateways) {
      return Optional.of("the receipt of a hop, and the gateway's isn't here");
    }
    // The first that is one too many is found with the gateway's.
    return hop.length() == 1 && !hop.equals("0")
        ? Optional.empty()
        : Optional.of("there is no such hop");
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
