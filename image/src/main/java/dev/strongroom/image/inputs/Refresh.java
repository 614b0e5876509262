// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import dev.strongroom.image.debian.DebianVersion;
import dev.strongroom.image.debian.PackageIndex;
import dev.strongroom.image.debian.UnknownPackageException;
import dev.strongroom.image.inputs.Input.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A lock whose packages of Debian are the newest; all else is as it was.
///
/// @param lock the new one; as the old one was if nothing changed, save that it names a snapshot
/// @param changes what became newer
public record Refresh(Lock lock, List<Change> changes) {
  /// Archives are recorded four times a day, and keep a package for more than a day after a newer
  /// one came: so half a day from now is in the record with every package of now.
  private static final Duration UNTIL_RECORDED = Duration.ofHours(12);

  /// A package that became newer.
  ///
  /// @param group of the lock
  /// @param before what the lock had
  /// @param after what it has now
  public record Change(String group, Input before, Input after) {}

  /// Keeps a copy of the list.
  public Refresh {
    changes = List.copyOf(changes);
  }

  /// Looks all packages of a lock up, by name.
  ///
  /// @param now names the snapshot, if anything changed or none was named before
  /// @throws UnknownPackageException if the archive hasn't a package any more
  /// @throws ContradictedLockException if it has only an older one, or other bytes
  public static Refresh of(Lock before, PackageIndex index, Instant now)
      throws UnknownPackageException, ContradictedLockException {
    Lock lock = before;
    List<Change> changes = new ArrayList<>();
    for (Map.Entry<String, List<Input>> group : before.groups().entrySet()) {
      List<Input> inputs = new ArrayList<>();
      for (Input input : group.getValue()) {
        Input newest = input.kind() == Kind.DEBIAN ? newest(input, index) : input;
        inputs.add(newest);
        if (!newest.equals(input)) {
          changes.add(new Change(group.getKey(), input, newest));
        }
      }
      lock = lock.withGroup(group.getKey(), inputs);
    }
    boolean recorded = changes.isEmpty() && before.snapshot().isPresent();
    return recorded
        ? new Refresh(before, changes)
        : new Refresh(lock.withSnapshot(Locking.moment(now.plus(UNTIL_RECORDED))), changes);
  }

  private static Input newest(Input pinned, PackageIndex index)
      throws UnknownPackageException, ContradictedLockException {
    Input found =
        Locking.named(index, List.of(pinned.name())).getFirst().withLicence(pinned.licence());
    int order =
        new DebianVersion(found.version().orElseThrow())
            .compareTo(new DebianVersion(pinned.version().orElseThrow()));
    boolean sameBytes = found.sha256().equals(pinned.sha256());
    if (order < 0 || (order == 0 && !sameBytes)) {
      throw new ContradictedLockException(pinned, found);
    }
    // The same file may have moved from one archive to another: no reason to change the lock.
    return sameBytes ? pinned : found;
  }
}
