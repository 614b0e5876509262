// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Copies of a store that is in use.
@Timeout(60)
class SqliteCopyTest {
  @TempDir private Path folder = Path.of("");

  private static Bytes bytes(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  /// Pairs of values are written together while it is copied: a copy has both of a pair or neither,
  /// and all that were acknowledged before.
  @Test
  void isTheStoreAsItWasAtOneMoment() throws Exception {
    Path copy = file("copy.sqlite");
    AtomicBoolean over = new AtomicBoolean();
    try (SqliteStore store = SqliteStore.open(file("store.sqlite"))) {
      for (int i = 0; i < 50; i++) {
        store.put(bytes("before/" + i), KeyValueStore.ABSENT, bytes("x".repeat(1000)));
      }
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; !over.get(); i++) {
                  try {
                    store.putAll(
                        List.of(
                            new Put(bytes("a/" + i), KeyValueStore.ABSENT, bytes("y")),
                            new Put(bytes("b/" + i), KeyValueStore.ABSENT, bytes("y"))));
                  } catch (StoreException e) {
                    throw new IllegalStateException(e);
                  }
                }
              });
      long entries = SqliteStore.copy(file("store.sqlite"), copy);
      over.set(true);
      writer.join();
      try (SqliteStore copied = SqliteStore.open(copy)) {
        assertThat(count(copied, "before/")).isEqualTo(50);
        assertThat(count(copied, "a/")).isEqualTo(count(copied, "b/"));
        assertThat(entries).isEqualTo(50 + 2 * count(copied, "a/"));
        // It can be gone on from.
        copied.put(bytes("after"), KeyValueStore.ABSENT, bytes("z"));
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .isEqualTo("rw-------");
  }

  private static long count(SqliteStore store, String prefix) throws StoreException {
    long count = 0;
    Bytes after = Bytes.EMPTY;
    while (true) {
      Page page = store.scan(bytes(prefix), after, 100);
      count += page.entries().size();
      if (page.entries().size() < 100) {
        return count;
      }
      after = page.entries().getLast().key();
    }
  }

  @Test
  void overwritesNothingAndLeavesNothingHalf() throws Exception {
    SqliteStore.open(file("store.sqlite")).close();
    Files.writeString(file("other.sqlite"), "something else, longer than a header".repeat(100));
    Path taken = Files.writeString(file("taken"), "mine");
    assertThatThrownBy(() -> SqliteStore.copy(file("store.sqlite"), taken))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("exists already");
    assertThat(taken).hasContent("mine");
    assertThatThrownBy(() -> SqliteStore.copy(file("other.sqlite"), file("copy")))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> SqliteStore.copy(file("missing.sqlite"), file("copy")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no store is there");
    assertThatThrownBy(() -> SqliteStore.copy(file("store.sqlite"), folder.resolve("nowhere/copy")))
        .isInstanceOf(StoreException.class);
    try (var files = Files.list(folder)) {
      assertThat(files.map(one -> one.getFileName().toString()))
          .containsExactlyInAnyOrder("store.sqlite", "other.sqlite", "taken");
    }
  }
}
