// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.walk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Where a walk takes place: a folder that looks like a clone, and a home with nothing in it.
///
/// @param folder what looks like the reader's clone
/// @param home the reader's
/// @param root of both, deleted at the end
record Place(Path folder, Path home, Path root) implements AutoCloseable {
  /// A terminal of a reader has these too, if the walker's has.
  private static final List<String> TAKEN_OVER = List.of("PATH", "JAVA_HOME", "SHELL", "USER");

  /// What a newcomer hasn't got.
  private static final Set<String> NOT_CLONED = Set.of(".git", "target", "node_modules");

  /// The tree as it stands: folders are links, so that what was built needn't be built again.
  /// Examples and single files are copies, for pages write beside them.
  static Place linkedTo(Path tree) throws IOException {
    Place place = empty();
    try (Stream<Path> children = Files.list(tree)) {
      for (Path child : children.toList()) {
        String name = child.getFileName().toString();
        Path to = place.folder().resolve(name);
        if (name.equals("examples") || (Files.isRegularFile(child) && !Files.isExecutable(child))) {
          copy(child, to);
        } else if (!NOT_CLONED.contains(name)) {
          Files.createSymbolicLink(to, child);
        }
      }
    }
    return place;
  }

  private static Place empty() throws IOException {
    Path root = Files.createTempDirectory("walk-");
    return new Place(
        Files.createDirectory(root.resolve("strongroom")),
        Files.createDirectory(root.resolve("home")),
        root);
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.isDirectory(from)) {
      Files.createDirectories(to);
      try (Stream<Path> children = Files.list(from)) {
        for (Path child : children.toList()) {
          if (!NOT_CLONED.contains(child.getFileName().toString())) {
            copy(child, to.resolve(child.getFileName()));
          }
        }
      }
    } else {
      Files.copy(from, to);
    }
  }

  /// Variables of the reader's terminals.
  ///
  /// @param outer the walker's own
  Map<String, String> environment(Map<String, String> outer) {
    Map<String, String> environment = new HashMap<>();
    TAKEN_OVER.stream()
        .filter(outer::containsKey)
        .forEach(name -> environment.put(name, outer.get(name)));
    environment.put("HOME", home.toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("TERM", "dumb");
    // What was downloaded before needn't be again: Maven's wrapper, and what images are made from.
    environment.put("XDG_CACHE_HOME", cache(outer).toString());
    environment.put("MAVEN_USER_HOME", maven(outer).toString());
    return environment;
  }

  /// Where what was downloaded is kept from walk to walk.
  ///
  /// @param outer the walker's own variables
  static List<Path> downloads(Map<String, String> outer) {
    return List.of(maven(outer), cache(outer).resolve("strongroom"));
  }

  private static Path cache(Map<String, String> outer) {
    return Path.of(outer.getOrDefault("XDG_CACHE_HOME", home(outer) + "/.cache"));
  }

  private static Path maven(Map<String, String> outer) {
    return Path.of(outer.getOrDefault("MAVEN_USER_HOME", home(outer) + "/.m2"));
  }

  private static String home(Map<String, String> outer) {
    return outer.getOrDefault("HOME", "");
  }

  @Override
  public void close() throws IOException {
    delete(root);
  }

  /// Deletes a folder with all that is in it; where links lead nothing is touched.
  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
