// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The folder that a deployment's files are written to, with a list of their digests, so that they
/// can be written anew later without taking the place of what somebody has changed.
public final class DeployFolder {
  /// As `sha256sum --check` reads it.
  static final String LIST = "deploy.sha256";

  private DeployFolder() {}

  /// Writes them.
  ///
  /// @param files by their path in the folder
  /// @param renew whether files that an earlier call wrote, and nobody has changed since, are
  ///   written anew
  /// @throws DeployException if a file is there that may not be overwritten, or one can't be
  ///   written. In the first case nothing was written
  public static void write(Path folder, SortedMap<String, String> files, boolean renew)
      throws DeployException {
    try {
      List<String> kept = kept(folder, files, renew ? listed(folder) : Map.of());
      if (!kept.isEmpty()) {
        throw new DeployException(
            folder
                + (renew
                    ? ": changed since they were written, so not overwritten: "
                    : ": there already, and not overwritten without --renew: ")
                + String.join(", ", kept));
      }
      for (Map.Entry<String, String> file : files.entrySet()) {
        put(folder.resolve(file.getKey()), file.getValue());
      }
      put(folder.resolve(LIST), list(files));
    } catch (IOException e) {
      throw new DeployException(folder + ": can't be written (" + e.getMessage() + ")");
    }
  }

  /// Which files are there and aren't ours.
  private static List<String> kept(
      Path folder, SortedMap<String, String> files, Map<String, String> listed) throws IOException {
    List<String> kept = new ArrayList<>();
    for (String name : files.keySet()) {
      Path file = folder.resolve(name);
      if (Files.exists(file) && !sha256(Files.readString(file)).equals(listed.get(name))) {
        kept.add(name);
      }
    }
    if (listed.isEmpty() && Files.exists(folder.resolve(LIST))) {
      kept.add(LIST);
    }
    return kept;
  }

  private static Map<String, String> listed(Path folder) throws IOException {
    Path list = folder.resolve(LIST);
    if (!Files.exists(list)) {
      return Map.of();
    }
    return Files.readAllLines(list).stream()
        .map(line -> line.split("  ", 2))
        .filter(parts -> parts.length == 2)
        .collect(Collectors.toMap(parts -> parts[1], parts -> parts[0], (first, _) -> first));
  }

  private static String list(SortedMap<String, String> files) {
    return new TreeMap<>(files)
        .entrySet().stream()
            .map(file -> sha256(file.getValue()) + "  " + file.getKey() + "\n")
            .collect(Collectors.joining());
  }

  private static void put(Path file, String text) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(
        file,
        text,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Bytes.copyOf(digest).hex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
