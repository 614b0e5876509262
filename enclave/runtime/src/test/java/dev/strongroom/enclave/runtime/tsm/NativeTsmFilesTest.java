// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The system calls on ordinary files and on this kernel's own: arguments, results, error numbers.
@EnabledOnOs(OS.LINUX)
class NativeTsmFilesTest {
  private final NativeTsmFiles files = new NativeTsmFiles();

  @TempDir private Path folder;
  private String file = "";

  @BeforeEach
  void name() {
    file = folder.resolve("attribute").toString();
  }

  private static void failsWith(String operation, int errno, ThrowingCallable code) {
    assertThatThrownBy(code)
        .isInstanceOfSatisfying(
            FileCallException.class,
            e -> {
              assertThat(e.operation()).isEqualTo(operation);
              assertThat(e.errno()).isEqualTo(errno);
            });
  }

  @Test
  void makesAndRemovesDirectories() throws Exception {
    String entry = folder.resolve("entry").toString();
    assertThat(files.isDirectory(entry)).isFalse();
    files.makeDirectory(entry);
    assertThat(files.isDirectory(entry)).isTrue();
    failsWith("mkdir entry", 17, () -> files.makeDirectory(entry));
    files.removeDirectory(entry);
    assertThat(Path.of(entry)).doesNotExist();
    failsWith("rmdir entry", 2, () -> files.removeDirectory(entry));
    failsWith("mkdir strange", 2, () -> files.makeDirectory(entry + "/strange"));
  }

  @Test
  void writesWhatIsThere() throws Exception {
    Files.write(Path.of(file), new byte[0]);
    files.write(file, Bytes.fromHex("00ff17"));
    assertThat(Files.readAllBytes(Path.of(file))).containsExactly(0, 0xff, 0x17);
    failsWith("open missing", 2, () -> files.write(folder + "/missing", Bytes.EMPTY));
    failsWith("open x", 20, () -> files.write(file + "/x", Bytes.EMPTY));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8191, 8192, 8193, 32_768, 32_769, 100_000})
  void readsUpToTheLimitAndOneMore(int length) throws Exception {
    byte[] content = new byte[length];
    new java.util.Random(length).nextBytes(content);
    Files.write(Path.of(file), content);
    int limit = 32_768;
    assertThat(files.read(file, limit))
        .isEqualTo(Bytes.copyOf(content).slice(0, Math.min(length, limit + 1)));
  }

  @Test
  void readsFilesThatTheKernelMakesUp() throws Exception {
    assertThat(files.read("/proc/self/stat", 4096).length()).isPositive();
    // EISDIR comes of reading, not of opening.
    failsWith("read tmp", 21, () -> files.read("/tmp", 100));
  }

  @Test
  void writesThatTheDeviceRefusesAreSeen() {
    failsWith("write full", 28, () -> files.write("/dev/full", Bytes.fromHex("01")));
  }

  @Test
  void leavesNoDescriptorOpen() throws Exception {
    Files.write(Path.of(file), new byte[100]);
    int before = descriptors();
    for (int i = 0; i < 100; i++) {
      files.read(file, 10);
      files.write(file, Bytes.fromHex("01"));
      failsWith("write full", 28, () -> files.write("/dev/full", Bytes.fromHex("01")));
      failsWith("read tmp", 21, () -> files.read("/tmp", 100));
    }
    assertThat(descriptors()).isLessThan(before + 50);
  }

  private static int descriptors() {
    String[] open = new java.io.File("/proc/self/fd").list();
    return open == null ? 0 : open.length;
  }

  @Test
  void onAnOrdinaryDirectoryThereAreNoReports() {
    // Plain files can't play configfs: an entry comes without attributes, and goes all the same.
    TsmReports reports =
        new TsmReports(
            files,
            folder.toString(),
            new java.security.SecureRandom(),
            java.util.OptionalInt.empty(),
            java.time.Duration.ofMillis(1));
    assertThatThrownBy(() -> reports.report(Bytes.zeros(64)))
        .isInstanceOfSatisfying(
            TsmException.class,
            e -> assertThat(e.failure()).isEqualTo(new TsmFailure.SystemCall("open provider", 2)));
    assertThat(folder).isEmptyDirectory();
    assertThat(reports.leftovers()).isZero();
  }
}
