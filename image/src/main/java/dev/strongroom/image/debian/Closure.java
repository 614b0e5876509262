// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import dev.strongroom.image.debian.Dependency.Alternative;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Packages and all that they need. The same question to the same index gives the same answer.
public final class Closure {
  private final PackageIndex index;
  private final Set<String> ignored;
  private final SortedMap<String, ListedPackage> chosen = new TreeMap<>();
  private final Queue<ListedPackage> open = new ArrayDeque<>();

  private Closure(PackageIndex index, Collection<String> ignored) {
    this.index = index;
    this.ignored = new TreeSet<>(ignored);
  }

  /// Of each dependency what is chosen already, else the first alternative that there is, else the
  /// first package by name that provides one.
  ///
  /// @param roots names of packages
  /// @param ignored names that count as there already, and aren't chosen unless they are roots
  /// @return by name
  /// @throws UnknownPackageException if a root isn't there, or nothing will do for a dependency
  public static List<ListedPackage> of(
      PackageIndex index, Collection<String> roots, Collection<String> ignored)
      throws UnknownPackageException {
    Closure closure = new Closure(index, ignored);
    for (String root : new TreeSet<>(roots)) {
      closure.choose(
          index
              .find(root)
              .orElseThrow(() -> new UnknownPackageException(root, "was asked for by name")));
    }
    closure.complete();
    return List.copyOf(closure.chosen.values());
  }

  private void complete() throws UnknownPackageException {
    while (!open.isEmpty()) {
      Control control = open.remove().control();
      for (Dependency dependency : control.needs()) {
        if (!isThere(dependency)) {
          choose(
              best(dependency)
                  .orElseThrow(() ->
                      new UnknownPackageException(
                          dependency.toString(), control.name() + " needs")));
        }
      }
    }
  }

  private boolean isThere(Dependency dependency) {
    return dependency.alternatives().stream()
        .anyMatch(wanted ->
            ignored.contains(wanted.name())
                || chosen.keySet().stream().anyMatch(name -> index.satisfies(name, wanted)));
  }

  private Optional<ListedPackage> best(Dependency dependency) {
    for (Alternative wanted : dependency.alternatives()) {
      Optional<String> first = index.candidates(wanted).stream().findFirst();
      if (first.isPresent()) {
        return index.find(first.get());
      }
    }
    return Optional.empty();
  }

  private void choose(ListedPackage listed) {
    if (chosen.putIfAbsent(listed.control().name(), listed) == null) {
      open.add(listed);
    }
  }
}
