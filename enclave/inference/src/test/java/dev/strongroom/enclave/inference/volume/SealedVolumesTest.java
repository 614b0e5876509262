// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.storage.Entry;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Volumes on a host's store that does what it likes.
class SealedVolumesTest extends VolumesOnAStore {
  @Test
  void keepsAndGivesBack() throws Exception {
    create(entry("a", "first"), entry("b", ""));
    append(volumes, entry("c", "x".repeat(5000)));
    assertThat(contents(volumes, owner, Heads.none()))
        .containsExactly("first", "", "x".repeat(5000));
    assertThat(contents(on(storage, 1), owner, Heads.none())).hasSize(3);
    without("a");
    assertThat(contents(volumes, owner, Heads.none())).containsExactly("", "x".repeat(5000));
    // Two heads and one row; lengths are those of whole KiB.
    assertThat(rows()).hasSize(3);
    assertThat(rows())
        .allSatisfy(row -> {
          assertThat(row.key().length()).isEqualTo(32);
          assertThat((row.value().length() - 53) % 1024).isZero();
        });
  }

  @Test
  void neitherSecretAloneLeadsAnywhere() throws Exception {
    create(entry("a", "first"));
    // Another user's key at this deployment; this user's key at another deployment.
    refused("not-found", () -> contents(volumes, owner(volumes, 6), Heads.none()));
    SealedVolumes other = on(storage, 2);
    refused("not-found", () -> contents(other, owner(other, 5), Heads.none()));
    assertThat(volumes.list(owner(volumes, 6), Heads.none(), Shelf.CONVERSATIONS)).isEmpty();
    assertThat(volumes.list(owner, Heads.none(), Shelf.CONVERSATIONS).orElseThrow().entries())
        .extracting(VolumeEntry::id)
        .containsExactly(ID);
  }

  @Test
  void refusesEachChangedByte() throws Exception {
    create(entry("a", "first"), entry("b", "second"));
    int refused = 0;
    for (Entry row : rows()) {
      for (int at = 0; at < row.value().length(); at++) {
        byte[] changed = row.value().toByteArray();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        storage.replace(row.key(), Bytes.copyOf(changed));
        refused(
            "history-damaged",
            () -> {
              volumes.list(owner, Heads.none(), Shelf.CONVERSATIONS);
              contents(volumes, owner, Heads.none());
            });
        refused++;
      }
      for (int length : new int[] {0, 1, 36, 52, row.value().length() - 1}) {
        storage.replace(row.key(), row.value().slice(0, length));
        refused(
            "history-damaged",
            () -> {
              volumes.list(owner, Heads.none(), Shelf.CONVERSATIONS);
              contents(volumes, owner, Heads.none());
            });
      }
      storage.replace(row.key(), row.value());
    }
    assertThat(refused).isGreaterThan(4 * 1024);
    assertThat(contents(volumes, owner, Heads.none())).containsExactly("first", "second");
  }

  @Test
  void refusesRowsInOtherPlacesAndMissingOnes() throws Exception {
    create(entry("a", "first"), entry("b", "second"));
    List<Entry> rows = rows();
    for (Entry row : rows) {
      for (Entry other : rows) {
        if (!row.equals(other)) {
          storage.replace(row.key(), other.value());
          refused(
              "history-damaged",
              () -> {
                volumes.list(owner, Heads.none(), Shelf.CONVERSATIONS);
                contents(volumes, owner, Heads.none());
              });
        }
      }
      storage.replace(row.key(), row.value());
    }
    assertThat(contents(volumes, owner, Heads.none())).hasSize(2);
    for (Entry row : rows) {
      storage.remove(row.key());
      String expected = volumes.list(owner, Heads.none(), Shelf.CONVERSATIONS).isEmpty() ? "" : "x";
      try {
        contents(volumes, owner, Heads.none());
        // It was the list that is gone.
        assertThat(expected).isEmpty();
      } catch (HistoryRefusedException e) {
        assertThat(e.code()).isIn("not-found", "history-damaged");
      }
      storage.replace(row.key(), row.value());
    }
  }

  @Test
  void loseNothingIfManyAppend() throws Exception {
    create();
    // Two processes of the deployment on one store.
    List<SealedVolumes> processes = List.of(volumes, on(storage, 1));
    List<Future<String>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        int number = i;
        all.add(
            threads.submit(() -> {
              while (true) {
                try {
                  return append(processes.get(number % 2), entry("e" + number, "n" + number));
                } catch (HistoryRefusedException e) {
                  assertThat(e.code()).isEqualTo("history-busy");
                }
              }
            }));
      }
    }
    for (Future<String> one : all) {
      // Each state that was said is a part of what there is now.
      assertThat(contents(volumes, owner, heads(one.get()))).hasSize(200);
    }
    assertThat(contents(volumes, owner, Heads.none())).doesNotHaveDuplicates();
    Volume now = volumes.read(owner, Heads.none(), ID, SealedVolumes.Contents::volume);
    assertThat(now.version()).isEqualTo(201);
    assertThat(now.entries().stream().map(VolumeEntry::number)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void whatCantBeKeptIsSaid() throws Exception {
    create();
    storage.failWrites(1, new StorageFailure.DiskFull(), MemoryStorage.Strike.BEFORE);
    refused("history-unavailable", () -> append(volumes, entry("a", "first")));
    assertThat(contents(volumes, owner, Heads.none())).isEmpty();
    storage.failWrites(1, new StorageFailure.Unavailable(), MemoryStorage.Strike.AFTER);
    refused("history-unavailable", () -> append(volumes, entry("a", "first")));
    // It was written all the same, and it goes on from there.
    append(volumes, entry("b", "second"));
    assertThat(contents(volumes, owner, Heads.none())).containsExactly("first", "second");
  }

  @Test
  void hasLimits() throws Exception {
    create();
    refused("too-large", () -> append(volumes, entry("a", "x".repeat(Draft.MOST_CONTENT + 1))));
    NewEntry most = entry("a", "x".repeat(Draft.MOST_CONTENT));
    append(volumes, most);
    refused("already-there", () -> append(volumes, entry("a", "again")));
    refused(
        "too-large",
        () ->
            append(
                volumes,
                entry("b", "x".repeat(Draft.MOST_AT_ONCE / 2)),
                entry("c", "x".repeat(Draft.MOST_AT_ONCE / 2 + 1))));
    NewEntry[] many = new NewEntry[Draft.MOST_ENTRIES - 1];
    for (int i = 0; i < many.length; i++) {
      many[i] = entry("m" + i, "");
    }
    append(volumes, many);
    refused("history-full", () -> append(volumes, entry("z", "")));
    assertThat(contents(volumes, owner, Heads.none())).hasSize(Draft.MOST_ENTRIES);
  }

  @Test
  void keysAndHeadsHaveAForm() {
    for (String key :
        List.of("", "A".repeat(42), "A".repeat(44), "A".repeat(42) + "B", "+" + "A".repeat(42))) {
      refused("malformed-history-key", () -> volumes.owner(Map.of(Owner.HEADER, List.of(key))));
    }
    String key = "A".repeat(43);
    refused("malformed-history-key", () -> volumes.owner(Map.of(Owner.HEADER, List.of(key, key))));
    refused("history-key-missing", () -> volumes.owner(Map.of()));
    String head = ID + "=1." + "a".repeat(32);
    for (String said :
        List.of(
            "", ",", ID, ID + "=0." + "a".repeat(32), head + "," + head, head + "a", head + ";")) {
      refused("malformed-history-head", () -> heads(said));
    }
  }
}
