// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.receipt.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hashing files that change, or aren't any. What hashing says of its progress is the moment at
/// which these tests change them.
class FileDigestTest {
  private static final int LENGTH = 3_000_000;

  @TempDir private Path folder = Path.of("");

  private interface Change {
    void make() throws IOException;
  }

  private static void now(Change change) {
    try {
      change.make();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path large() throws IOException {
    byte[] bytes = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bytes[i] = (byte) (i * 7);
    }
    return Files.write(folder.resolve("large"), bytes);
  }

  private void assertChanged(Path file, Change change) {
    assertThatThrownBy(() -> FileDigest.of(file, _ -> now(change)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("changed while it was hashed");
  }

  @Test
  void isTheDigestOfAllBytesAndTellsHowManyCame() throws Exception {
    Path file = large();
    AtomicLong read = new AtomicLong();
    Bytes wanted =
        Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    assertThat(FileDigest.of(file, read::addAndGet).sha256()).isEqualTo(wanted);
    assertThat(read).hasValue(LENGTH);
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThat(FileDigest.of(empty, _ -> {}).sha256().hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void noticesThatAFileGrows() throws Exception {
    Path file = large();
    assertChanged(file, () -> Files.write(file, new byte[1], StandardOpenOption.APPEND));
  }

  @Test
  void noticesThatAFileShrinks() throws Exception {
    Path file = large();
    assertChanged(file, () -> Files.write(file, new byte[9]));
  }

  @Test
  void noticesThatAnotherTookItsPlace() throws Exception {
    Path file = large();
    Path other = Files.write(folder.resolve("other"), new byte[LENGTH]);
    FileTime time = Files.getLastModifiedTime(file);
    assertChanged(
        file,
        () -> {
          if (Files.exists(other)) {
            Files.setLastModifiedTime(other, time);
            Files.delete(file);
            Files.move(other, file);
          }
        });
  }

  @Test
  void noticesAChangeThatIsHidden() throws Exception {
    Path file = large();
    FileTime time = Files.getLastModifiedTime(file);
    assertChanged(
        file,
        () -> {
          Files.write(file, new byte[LENGTH]);
          Files.setLastModifiedTime(file, time);
        });
  }

  @Test
  void aFolderHasToStayAsItIs() throws Exception {
    Path tree = Files.createDirectories(folder.resolve("tree/inner"));
    Path first = Files.writeString(tree.resolve("a"), "a");
    Files.writeString(tree.resolve("b"), "b");
    Manifest manifest = FolderDigest.of(folder.resolve("tree"), _ -> {});
    assertThat(manifest.files().keySet()).containsExactly("inner/a", "inner/b");
    Path more = tree.resolve("c");
    assertThatThrownBy(() ->
            FolderDigest.of(folder.resolve("tree"), _ -> now(() -> Files.writeString(more, "c"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("changed while it was hashed");
    AtomicLong files = new AtomicLong();
    assertThatThrownBy(() ->
            FolderDigest.of(
                folder.resolve("tree"),
                _ -> {
                  // Once the first one was hashed already.
                  if (files.incrementAndGet() == 2) {
                    now(() -> Files.writeString(first, "another"));
                  }
                }))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("changed while it was hashed");
  }

  @Test
  void oneReceiptHasRoomForSomeThousandFiles() throws Exception {
    Path many = Files.createDirectory(folder.resolve("many"));
    for (int i = 0; i < 12_000; i++) {
      Files.createFile(many.resolve("file-number-" + i + ".txt"));
    }
    assertThatThrownBy(() -> FolderDigest.of(many, _ -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("too many for one receipt");
  }
}
