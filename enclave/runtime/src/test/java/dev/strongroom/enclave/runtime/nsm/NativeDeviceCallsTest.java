// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real system calls, on files: this is as far as they go without a module.
class NativeDeviceCallsTest {
  private static final int ENOENT = 2;
  private static final int EBADF = 9;
  private static final int ENOTTY = 25;
  private static final long FIONREAD = 0x541B;

  private final NativeDeviceCalls calls = new NativeDeviceCalls();

  @TempDir Path directory;

  @Test
  void readsAndChangesModes() throws Exception {
    Path file = Files.createFile(directory.resolve("node"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r-x"));
    int fd = calls.open(file.toString());
    assertThat(fd).isGreaterThan(2);
    assertThat(calls.mode(fd)).isEqualTo(0665);
    assertThat(calls.fchmod(fd, 0600)).isEqualTo(0);
    assertThat(calls.mode(fd)).isEqualTo(0600);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(calls.close(fd)).isEqualTo(0);
    assertThat(calls.close(fd)).isEqualTo(-EBADF);
    assertThat(calls.mode(fd)).isEqualTo(-EBADF);
    assertThat(calls.fchmod(fd, 0600)).isEqualTo(-EBADF);
  }

  @Test
  void passesTheArgumentOfAnIoctl() throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[1234]);
    int fd = calls.open(file.toString());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(NsmDevice.RAW_SIZE, 8);
      assertThat(calls.ioctl(fd, FIONREAD, count)).isEqualTo(0);
      assertThat(count.get(JAVA_INT, 0)).isEqualTo(1234);
      assertThat(calls.ioctl(fd, NsmDevice.NSM_IOCTL_RAW, count)).isEqualTo(-ENOTTY);
    } finally {
      calls.close(fd);
    }
  }

  @Test
  void aFileIsNoModule() throws Exception {
    Path file = Files.createFile(directory.resolve("nsm"));
    try (NsmDevice nsm = NsmDevice.open(calls, file.toString())) {
      assertThat(nsm.nodeAccess()).isEqualTo(NodeAccess.TIGHTENED);
      assertThatThrownBy(nsm::describe)
          .isInstanceOfSatisfying(
              NsmException.class,
              e ->
                  assertThat(e.failure())
                      .isEqualTo(new NsmFailure.DeviceUnavailable("ioctl", ENOTTY)));
    }
    assertThatThrownBy(() -> NsmDevice.open(calls, directory.resolve("none").toString()))
        .isInstanceOfSatisfying(
            NsmException.class,
            e ->
                assertThat(e.failure())
                    .isInstanceOfSatisfying(
                        NsmFailure.DeviceUnavailable.class,
                        unavailable -> assertThat(unavailable.errno()).isEqualTo(ENOENT)));
  }
}
