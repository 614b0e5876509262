// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
  private static final Bytes KEY = Sha256.of(Bytes.utf8("key"));

  @TempDir private Path folder = Path.of("");
  private Cache cache = new Cache(folder);

  @BeforeEach
  void cache() {
    cache = new Cache(folder.resolve("bases"));
  }

  @Test
  void keepsWhatWasMade() throws Exception {
    assertThat(cache.find(KEY)).isEmpty();
    keep("made");
    assertThat(cache.find(KEY).orElseThrow().open())
        .hasBinaryContent("made".getBytes(StandardCharsets.UTF_8));
    assertThat(names()).containsExactlyInAnyOrder(KEY.hex(), KEY.hex() + ".sha256");
  }

  @Test
  void damagedFilesAreNoFinds() throws Exception {
    Path file = folder.resolve("bases").resolve(KEY.hex());
    Path digest = folder.resolve("bases").resolve(KEY.hex() + ".sha256");
    for (Damage damage :
        List.<Damage>of(
            () -> Files.writeString(file, "other"),
            () -> Files.writeString(file, ""),
            () -> Files.delete(file),
            () -> Files.delete(digest),
            () -> Files.writeString(digest, ""),
            () -> Files.write(digest, new byte[] {(byte) 0xff, (byte) 0xfe}),
            () -> Files.write(digest, new byte[64]),
            () -> {
              Files.delete(file);
              Files.createDirectory(file);
            })) {
      if (Files.isDirectory(file)) {
        Files.delete(file);
      }
      keep("made");
      assertThat(cache.find(KEY)).isPresent();
      damage.run();
      assertThat(cache.find(KEY)).isEmpty();
    }
  }

  @Test
  void leftoversOfKilledBuildsAreRemovedAndNobodyElses() throws Exception {
    try (Scratch running = cache.scratch()) {
      Files.writeString(running.resolve("half"), "x");
      // A folder whose lock nobody holds: its process has ended.
      Path dead = Files.createDirectory(folder.resolve("bases/making-dead"));
      Files.createDirectories(dead.resolve("jdk/lib"));
      Files.writeString(dead.resolve("jdk/lib/modules"), "half");
      Files.writeString(dead.resolve("lock"), "");
      try (Scratch other = cache.scratch()) {
        assertThat(dead).doesNotExist();
        assertThat(running.resolve("half")).exists();
        assertThat(other.resolve("lock")).exists();
      }
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void aScratchFolderGoesWhateverHappens() {
    assertThatThrownBy(
            () -> {
              try (Scratch scratch = cache.scratch()) {
                Files.createDirectories(scratch.resolve("a/b"));
                Files.delete(scratch.resolve("lock"));
                throw new IOException("the build fails");
              }
            })
        .hasMessage("the build fails")
        .hasNoSuppressedExceptions();
    assertThat(folder.resolve("bases")).isEmptyDirectory();
  }

  @Test
  void aFileInPlaceOfTheFolderIsNamed() throws Exception {
    Files.writeString(folder.resolve("bases"), "a file");
    assertThatThrownBy(cache::scratch)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no folder");
  }

  @Test
  void manyMayKeepTheSameAtOnce() throws Exception {
    String text = "x".repeat(100_000);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Callable<Void> task =
          () -> {
            for (int i = 0; i < 20; i++) {
              keep(text);
              // Between another's two moves there may be none, but never a wrong one.
              var found = cache.find(KEY);
              if (found.isPresent()) {
                assertThat(found.get().size()).isEqualTo(text.length());
              }
            }
            return null;
          };
      for (Future<Void> done :
          threads.invokeAll(IntStream.range(0, 4).mapToObj(_ -> task).toList())) {
        done.get();
      }
    }
    assertThat(cache.find(KEY)).isPresent();
    assertThat(names()).hasSize(2);
  }

  private void keep(String text) throws IOException {
    try (Scratch scratch = cache.scratch()) {
      cache.keep(KEY, Files.writeString(scratch.resolve("made"), text));
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> list = Files.list(folder.resolve("bases"))) {
      return list.map(path -> path.getFileName().toString()).toList();
    }
  }

  @FunctionalInterface
  private interface Damage {
    void run() throws IOException;
  }
}
