// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.storage.Entry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A host that shows its store as it was, or another one.
class RolledBackTest extends VolumesOnAStore {
  @Test
  void anOlderStateIsRolledBack() throws Exception {
    create(entry("a", "first"));
    MemoryStorage old = storage.copy();
    String seen = append(volumes, entry("b", "second"));
    assertThat(contents(volumes, owner, heads(seen))).hasSize(2);
    refused("rolled-back", () -> contents(on(old, 1), owner, heads(seen)));
    // Whoever remembers nothing can't tell.
    assertThat(contents(on(old, 1), owner, Heads.none())).hasSize(1);
    // Writing on it is refused as well.
    refused(
        "rolled-back",
        () ->
            on(old, 1)
                .change(owner, heads(seen), ID, now -> new Edit(now.about(), List.of(), Set.of())));
    // Nor can it be gone.
    refused("rolled-back", () -> contents(on(new MemoryStorage(), 1), owner, heads(seen)));
  }

  @Test
  void anotherHistoryIsRolledBackHoweverLongItIs() throws Exception {
    create(entry("a", "first"));
    MemoryStorage fork = storage.copy();
    String seen = append(volumes, entry("b", "second"));
    append(on(fork, 1), entry("b", "second"));
    refused("rolled-back", () -> contents(on(fork, 1), owner, heads(seen)));
    append(on(fork, 1), entry("c", "third"));
    refused("rolled-back", () -> contents(on(fork, 1), owner, heads(seen)));
    assertThat(contents(on(fork, 1), owner, Heads.none())).hasSize(3);
    // One history's entry in the other's place.
    for (Entry row : rows()) {
      if (fork.get(row.key()).isEmpty()) {
        fork.replace(row.key(), row.value());
      }
    }
    assertThat(contents(on(fork, 1), owner, Heads.none())).hasSize(3);
  }

  @Test
  void aHeadThatIsBehindFollows() throws Exception {
    String first = create(entry("a", "first"));
    for (int i = 0; i < 5; i++) {
      append(volumes, entry("b" + i, "more"));
    }
    Heads heads = heads(first);
    assertThat(contents(volumes, owner, heads)).hasSize(6);
    assertThat(heads.said().orElseThrow()).startsWith(ID + "=6.");
    refused(
        "rolled-back",
        () ->
            contents(
                volumes, owner, heads(first.substring(0, first.length() - 32) + "0".repeat(32))));
  }

  @Test
  void aHeadThatIsTooFarBehindIsRefused() throws Exception {
    String first = create();
    String near = append(volumes, entry("a", ""));
    for (int i = 0; i < Marks.MOST; i++) {
      without("nothing");
    }
    refused("head-too-old", () -> contents(volumes, owner, heads(first)));
    refused("head-too-old", () -> contents(volumes, owner, heads(near)));
    assertThat(contents(volumes, owner, heads(without("nothing")))).hasSize(1);
  }

  @Test
  void whatIsDeletedStaysDeleted() throws Exception {
    create(entry("a", "first"), entry("b", "second"));
    MemoryStorage withBoth = storage.copy();
    String without = without("a");
    refused("rolled-back", () -> contents(on(withBoth, 1), owner, heads(without)));
    MemoryStorage withOne = storage.copy();
    Heads heads = heads(without);
    volumes.delete(owner, heads, Shelf.CONVERSATIONS, ID);
    String said = heads.said().orElseThrow();
    refused("not-found", () -> contents(volumes, owner, heads(said)));
    refused("rolled-back", () -> contents(on(withBoth, 1), owner, heads(said)));
    refused("rolled-back", () -> contents(on(withOne, 1), owner, heads(said)));
    // Two heads are left. The old rows beside them open for nobody.
    assertThat(rows()).hasSize(2);
    for (Entry row : withBoth.scan(Bytes.EMPTY, Bytes.EMPTY, 100).entries()) {
      if (storage.get(row.key()).isEmpty()) {
        storage.replace(row.key(), row.value());
      }
    }
    refused("not-found", () -> contents(volumes, owner, Heads.none()));
    refused(
        "already-there",
        () -> volumes.create(owner, Heads.none(), Shelf.CONVERSATIONS, ID, Map.of(), List.of()));
  }

  @Test
  void listsAreNotRolledBackEither() throws Exception {
    Heads heads = Heads.none();
    volumes.create(owner, heads, Shelf.CONVERSATIONS, ID, Map.of(), List.of());
    MemoryStorage old = storage.copy();
    volumes.delete(owner, heads, Shelf.CONVERSATIONS, ID);
    String said = heads.said().orElseThrow();
    assertThat(volumes.list(owner, heads(said), Shelf.CONVERSATIONS).orElseThrow().entries())
        .isEmpty();
    refused("rolled-back", () -> on(old, 1).list(owner, heads(said), Shelf.CONVERSATIONS));
    refused(
        "rolled-back",
        () -> on(new MemoryStorage(), 1).list(owner, heads(said), Shelf.CONVERSATIONS));
  }
}
