// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.tree;

import dev.strongroom.image.tree.Node.Directory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// A tree of files, immutable: paths such as `usr/lib/x.so`, each with its node. Parents are always
/// there. Paths are sorted by their UTF-8 bytes, which is the same everywhere, and puts a directory
/// before what is in it.
public final class FileTree {
  private static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private final SortedMap<String, Node> nodes;

  private FileTree(SortedMap<String, Node> nodes) {
    this.nodes = Collections.unmodifiableSortedMap(nodes);
  }

  /// An empty tree to add to.
  public static Builder builder() {
    return new Builder(new TreeMap<>(BY_BYTES));
  }

  /// A copy of this tree to add to.
  public Builder toBuilder() {
    return new Builder(new TreeMap<>(nodes));
  }

  /// All paths with their nodes, in order.
  public SortedMap<String, Node> nodes() {
    return nodes;
  }

  /// What is at a path.
  public Optional<Node> at(String path) {
    return Optional.ofNullable(nodes.get(path));
  }

  /// The part of this tree whose paths are wanted, and their parents.
  public FileTree only(Predicate<String> wanted) {
    Builder builder = builder();
    nodes.forEach((path, node) -> {
      if (wanted.test(path)) {
        builder.put(path, node);
      }
    });
    return builder.build();
  }

  /// Collects nodes.
  public static final class Builder {
    private final SortedMap<String, Node> nodes;

    private Builder(SortedMap<String, Node> nodes) {
      this.nodes = nodes;
    }

    /// Adds a node, and its parents where they are missing.
    ///
    /// @throws IllegalArgumentException if the path isn't a plain relative one, leads through
    ///   something that is no directory, or is taken by a node of another kind or content
    public Builder put(String path, Node node) {
      requirePlain(path);
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        String parent = path.substring(0, slash);
        Node there = nodes.putIfAbsent(parent, new Directory());
        if (there != null && !(there instanceof Directory)) {
          throw new IllegalArgumentException(parent + " is no directory, so not " + path);
        }
      }
      Node before = nodes.putIfAbsent(path, node);
      if (before != null && !before.equals(node)) {
        throw new IllegalArgumentException(path + " is there already");
      }
      return this;
    }

    /// Adds all nodes of another tree.
    ///
    /// @throws IllegalArgumentException as for [#put]
    public Builder putAll(FileTree tree) {
      tree.nodes.forEach(this::put);
      return this;
    }

    /// The tree so far.
    public FileTree build() {
      return new FileTree(new TreeMap<>(nodes));
    }

    private static void requirePlain(String path) {
      for (String part : path.split("/", -1)) {
        if (part.isEmpty() || part.equals(".") || part.equals("..")) {
          throw new IllegalArgumentException("not a plain relative path: \"" + path + "\"");
        }
      }
      if (path.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a path has no NUL");
      }
    }
  }
}
