// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.client.log.MirrorRefusedException.Why;
import dev.strongroom.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mirror only ever grows, whatever the log does.
class LogMirrorTest {
  private static final FakeNitro VENDOR = FakeNitro.create();

  @TempDir private Path folder = Path.of("");
  private final WrittenLog log;
  private Path served = Path.of("");
  private Path mirror = Path.of("");

  LogMirrorTest() throws Exception {
    log = WrittenLog.create(VENDOR);
  }

  @BeforeEach
  void grow() throws Exception {
    served = Files.createDirectory(folder.resolve("served"));
    mirror = folder.resolve("mirror");
    log.begin();
    log.add(299);
    log.write(served);
  }

  private VerifierKey key() {
    return log.key().log(WrittenLog.ORIGIN);
  }

  private LogMirror.Mirrored update() throws Exception {
    return LogMirror.update(new LogReader(new FolderLog(served)), key(), mirror, _ -> {});
  }

  private static SortedMap<String, Bytes> files(Path folder) throws IOException {
    SortedMap<String, Bytes> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Bytes.copyOf(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  private void assertRefused(Why why) throws Exception {
    SortedMap<String, Bytes> before = files(mirror);
    assertThatThrownBy(this::update)
        .isInstanceOfSatisfying(
            MirrorRefusedException.class, e -> assertThat(e.why()).isEqualTo(why));
    SortedMap<String, Bytes> after = files(mirror);
    after.remove("refused-checkpoint");
    before.remove("refused-checkpoint");
    after.keySet().removeIf(name -> name.startsWith(".incoming"));
    assertThat(after).isEqualTo(before);
  }

  @Test
  void hasAllThatTheLogServes() throws Exception {
    LogMirror.Mirrored first = update();
    assertThat(first.from()).isZero();
    assertThat(first.to()).isEqualTo(300);
    SortedMap<String, Bytes> copied = files(mirror);
    assertThat(copied).containsAllEntriesOf(files(served));
    assertThat(copied.keySet()).contains("log-key");
    assertThat(LogMirror.key(mirror)).contains(key());
    assertThat(update().files()).isZero();
  }

  @Test
  void growsWithTheLogAndDropsNarrowTilesOnceTheyAreWhole() throws Exception {
    update();
    log.add(100);
    log.begin();
    log.add(700);
    log.write(served);
    LogMirror.Mirrored second = update();
    assertThat(second.from()).isEqualTo(300);
    assertThat(second.to()).isEqualTo(1101);
    Map<String, Bytes> copied = files(mirror);
    assertThat(copied).doesNotContainKey("tile/entries/001.p/44").containsKey("tile/entries/001");
    Map<String, Bytes> wanted = files(served);
    wanted.keySet().removeIf(name -> name.endsWith(".p/44"));
    assertThat(copied).containsAllEntriesOf(wanted);
  }

  @Test
  void takesUpAnyNumberOfLeavesAtATime() throws Exception {
    for (int more : new int[] {1, 211, 1, 255, 257, 512, 3}) {
      log.add(more);
      log.write(served);
      assertThat(update().to()).isEqualTo(log.size());
    }
    assertThat(new LogReader(new FolderLog(mirror)).checkpoint().checkpoint().root())
        .isEqualTo(log.root());
  }

  @Test
  void refusesAnotherKey() throws Exception {
    update();
    WrittenLog other = WrittenLog.create(VENDOR);
    other.begin();
    other.add(400);
    other.write(served);
    assertRefused(Why.WRONG_SIGNATURE);
    assertThatThrownBy(() ->
            LogMirror.update(
                new LogReader(new FolderLog(served)),
                other.key().log(WrittenLog.ORIGIN),
                mirror,
                _ -> {}))
        .isInstanceOf(MirrorRefusedException.class)
        .hasMessageContaining("the mirror is of the log");
  }

  @Test
  void refusesAShorterLogAndKeepsWhatItSigned() throws Exception {
    WrittenLog before = log.fork();
    log.add(5);
    log.write(served);
    update();
    before.write(served);
    assertRefused(Why.ROLLED_BACK);
    assertThat(Files.readString(mirror.resolve("refused-checkpoint")))
        .isEqualTo(before.checkpoint());
  }

  @Test
  void refusesForks() throws Exception {
    WrittenLog fork = log.fork();
    log.add(5);
    log.write(served);
    update();
    fork.add(Bytes.utf8("\u0002other"));
    fork.add(4);
    fork.write(served);
    assertRefused(Why.FORKED);
    fork.add(300);
    fork.write(served);
    assertRefused(Why.NOT_AS_SIGNED);
    assertThat(Files.readString(mirror.resolve("refused-checkpoint"))).isEqualTo(fork.checkpoint());
    log.add(1000);
    log.write(served);
    assertThat(update().to()).isEqualTo(1305);
  }

  @Test
  void refusesLeavesThatAreNotWhatWasSigned() throws Exception {
    update();
    log.add(300);
    log.write(served);
    Path bundle = served.resolve("tile/entries/001");
    byte[] bytes = Files.readAllBytes(bundle);
    bytes[bytes.length - 1] ^= 1;
    Files.write(bundle, bytes);
    assertRefused(Why.NOT_AS_SIGNED);
    bytes[bytes.length - 1] ^= 1;
    Files.write(bundle, bytes);
    assertThat(update().to()).isEqualTo(600);
  }

  @Test
  void noticesThatItsOwnFilesWereChanged() throws Exception {
    update();
    Path tile = mirror.resolve("tile/0/001.p/44");
    byte[] bytes = Files.readAllBytes(tile);
    bytes[0] ^= 1;
    Files.write(tile, bytes);
    assertRefused(Why.MIRROR_DAMAGED);
  }

  @Test
  void repairsWhatAnInterruptedUpdateLeft() throws Exception {
    update();
    log.add(300);
    log.write(served);
    // As if the process had ended between placing a tile of a tree that was never finished, and its
    // checkpoint.
    Files.createDirectories(mirror.resolve("tile/0"));
    Files.write(mirror.resolve("tile/0/001"), new byte[256 * 32]);
    Path half = Files.createDirectories(mirror.resolve(".incoming/tile/0"));
    Files.writeString(half.resolve("001"), "half");
    assertThat(update().to()).isEqualTo(600);
    assertThat(files(mirror))
        .containsEntry("tile/0/001", files(served).get("tile/0/001"))
        .doesNotContainKey(".incoming/tile/0/001");
  }

  @Test
  void twoWritersDoNotMeet() throws Exception {
    try (MirrorFolder held = MirrorFolder.open(mirror)) {
      assertThat(held.empty()).isTrue();
      assertThatThrownBy(this::update)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("somebody else");
    }
    assertThat(update().to()).isEqualTo(300);
  }

  @Test
  void anEmptyFolderHasNoKey() throws Exception {
    assertThat(LogMirror.key(mirror)).isEqualTo(Optional.empty());
  }

  @Test
  void comparesTreesByTheLogsTiles() throws Exception {
    update();
    LogReader reader = new LogReader(new FolderLog(served));
    var before = reader.checkpoint().checkpoint();
    WrittenLog fork = log.fork();
    log.add(700);
    log.write(served);
    assertThat(TreeComparison.contradiction(reader, before, reader.checkpoint().checkpoint()))
        .isEmpty();
    assertThat(TreeComparison.contradiction(reader, reader.checkpoint().checkpoint(), before))
        .isPresent();
    fork.add(Bytes.utf8("\u0002other"));
    fork.write(folder.resolve("fork"));
    var forked = new LogReader(new FolderLog(folder.resolve("fork"))).checkpoint().checkpoint();
    assertThat(TreeComparison.contradiction(reader, forked, reader.checkpoint().checkpoint()))
        .isPresent();
  }
}
