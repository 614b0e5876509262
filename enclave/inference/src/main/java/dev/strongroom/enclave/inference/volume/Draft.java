// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.Storage;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A volume as it is to be, with what has to be written for that.
///
/// @param head as it is to be
/// @param puts the sealed head, and the rows of new entries
/// @param removed rows of entries that went
record Draft(Volume head, List<Put> puts, List<Bytes> removed) {
  /// Of a volume.
  static final int MOST_ENTRIES = 1000;

  /// Of all contents of a volume, in bytes.
  static final int MOST_LENGTH = 32 << 20;

  /// Of one content; the host's store takes a little more.
  static final int MOST_CONTENT = 768 << 10;

  /// Of all contents that come at once.
  static final int MOST_AT_ONCE = 2 << 20;

  private static final int MOST_HEAD = 900 << 10;
  private static final int SALT = 16;

  Draft {
    puts = List.copyOf(puts);
    removed = List.copyOf(removed);
  }

  /// A volume that nobody has written yet.
  static OpenVolume fresh(String id, long now, SecureRandom random) {
    byte[] key = new byte[RootSecret.LENGTH];
    random.nextBytes(key);
    return new OpenVolume(
        new Volume(id, now, Marks.NONE, 1, Map.of(), List.of(), false),
        new RootSecret(Secret.owning(key)),
        Storage.ABSENT);
  }

  /// The volume after an edit.
  ///
  /// @throws HistoryRefusedException if it would be beyond a limit
  static Draft of(Owner owner, OpenVolume before, Edit edit, SecureRandom random)
      throws HistoryRefusedException {
    Volume head = before.head();
    long version = head.version() + 1;
    List<VolumeEntry> entries = new ArrayList<>();
    List<Bytes> removed = new ArrayList<>();
    for (VolumeEntry entry : head.entries()) {
      if (!edit.remove().contains(entry.id())) {
        entries.add(entry);
      } else if (entry.length() > 0) {
        removed.add(before.name(entry));
      }
    }
    Set<String> ids = new HashSet<>(entries.stream().map(VolumeEntry::id).toList());
    List<Put> rows = new ArrayList<>();
    long next = head.next();
    long atOnce = 0;
    for (NewEntry add : edit.add()) {
      if (!ids.add(add.id())) {
        throw new HistoryRefusedException("already-there", 409, "an item of that name is there");
      }
      atOnce += add.content().length();
      if (add.content().length() > MOST_CONTENT || atOnce > MOST_AT_ONCE) {
        throw new HistoryRefusedException("too-large", 413, "more than is kept at once");
      }
      VolumeEntry entry = entry(add, next++, version, random);
      entries.add(entry);
      if (entry.length() > 0) {
        rows.add(before.sealed(entry, add.content(), random));
      }
    }
    Volume after =
        new Volume(head.id(), head.created(), head.marks(), next, edit.about(), entries, false);
    if (entries.size() > MOST_ENTRIES || after.length() > MOST_LENGTH) {
      throw HistoryRefusedException.full(
          "at most " + MOST_ENTRIES + " items, and " + (MOST_LENGTH >> 20) + " MiB");
    }
    return sealed(owner, before, after, rows, removed, random);
  }

  /// What is left of a volume that is deleted: no key.
  static Draft tombstone(Owner owner, OpenVolume before, SecureRandom random)
      throws HistoryRefusedException {
    Volume head = before.head();
    List<Bytes> removed =
        head.entries().stream().filter(entry -> entry.length() > 0).map(before::name).toList();
    Volume after =
        new Volume(head.id(), head.created(), head.marks(), head.next(), Map.of(), List.of(), true);
    try (RootSecret none = new RootSecret(Secret.owning(new byte[RootSecret.LENGTH]))) {
      return sealed(
          owner, new OpenVolume(head, none, before.row()), after, List.of(), removed, random);
    }
  }

  private static Draft sealed(
      Owner owner,
      OpenVolume before,
      Volume after,
      List<Put> rows,
      List<Bytes> removed,
      SecureRandom random)
      throws HistoryRefusedException {
    Marks marks = before.head().marks();
    Bytes state = after.state();
    if (state.length() > MOST_HEAD) {
      throw HistoryRefusedException.full("what is known of it takes too much room");
    }
    Bytes mark = owner.mark(after.id(), marks.version() + 1, marks.last(), state);
    Volume marked = after.with(marks.and(mark));
    List<Put> puts = new ArrayList<>();
    puts.add(new OpenVolume(marked, before.key(), before.row()).sealed(owner, random));
    puts.addAll(rows);
    return new Draft(marked, puts, removed);
  }

  private static VolumeEntry entry(NewEntry add, long number, long version, SecureRandom random) {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    return new VolumeEntry(
        add.id(), number, version, add.content().length(), Bytes.copyOf(salt), add.note());
  }
}
