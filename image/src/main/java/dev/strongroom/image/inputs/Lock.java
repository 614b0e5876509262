// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A lock file: every input of an image, pinned by digest, in groups such as `base`. Immutable.
///
/// Written again, a lock is the same bytes. `docs/inputs.md` has the format.
public final class Lock {
  /// The file's usual name.
  public static final String FILE_NAME = "strongroom.lock";

  private static final Pattern GROUP = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");
  private static final Pattern SNAPSHOT = Pattern.compile("[0-9]{8}T[0-9]{6}Z");

  private final Optional<String> snapshot;
  private final SortedMap<String, List<Input>> groups;

  private Lock(Optional<String> snapshot, SortedMap<String, List<Input>> groups) {
    this.snapshot = snapshot;
    this.groups = Collections.unmodifiableSortedMap(groups);
  }

  /// A lock without any input.
  public static Lock empty() {
    return new Lock(Optional.empty(), new TreeMap<>());
  }

  /// Reads a lock file.
  ///
  /// @throws MalformedLockException if it isn't one, or has anything that isn't known
  public static Lock parse(String text) throws MalformedLockException {
    return LockReader.read(text);
  }

  /// The lock file's text, in UTF-8 when written: the same for equal locks.
  public String text() {
    return LockWriter.write(this);
  }

  /// The moment of Debian's archive at which its packages were looked up, such as
  /// `20261121T000000Z`: `snapshot.debian.org` keeps what the mirrors drop.
  public Optional<String> snapshot() {
    return snapshot;
  }

  /// All groups by name.
  public SortedMap<String, List<Input>> groups() {
    return groups;
  }

  /// The inputs of a group in the lock's order; none if there is no such group.
  public List<Input> group(String name) {
    return groups.getOrDefault(name, List.of());
  }

  /// This lock with one group more, or another in its place; without it if `inputs` is empty.
  ///
  /// @throws IllegalArgumentException if the name isn't of small letters, digits and dashes, or two
  ///   inputs have the same place
  public Lock withGroup(String name, List<Input> inputs) {
    if (!GROUP.matcher(name).matches()) {
      throw new IllegalArgumentException("no group's name: \"" + name + "\"");
    }
    Set<String> seen = new HashSet<>();
    for (Input input : inputs) {
      if (!seen.add(input.kind() + " " + input.location())) {
        throw new IllegalArgumentException(input + " is in group \"" + name + "\" twice");
      }
    }
    SortedMap<String, List<Input>> changed = new TreeMap<>(groups);
    if (inputs.isEmpty()) {
      changed.remove(name);
    } else {
      changed.put(name, List.copyOf(inputs));
    }
    return new Lock(snapshot, changed);
  }

  /// This lock with another moment of Debian's archive.
  ///
  /// @throws IllegalArgumentException if it isn't written like `20261121T000000Z`
  public Lock withSnapshot(String moment) {
    if (!SNAPSHOT.matcher(moment).matches()) {
      throw new IllegalArgumentException("no snapshot's moment: \"" + moment + "\"");
    }
    return new Lock(Optional.of(moment), groups);
  }
}
