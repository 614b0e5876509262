// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static dev.strongroom.vsock.linux.NativeFunction.errno;
import static dev.strongroom.vsock.linux.NativeFunction.ofInt;
import static dev.strongroom.vsock.linux.NativeFunction.ofLong;
import static dev.strongroom.vsock.linux.NativeFunction.pointer;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.vsock.linux.NativeFunction;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/// The files of the kernel that this process runs on.
///
/// By system calls and not by `java.nio.file`, which keeps error numbers to itself: EBUSY means to
/// try again, EINVAL not to.
final class NativeTsmFiles implements TsmFiles {
  private static final NativeFunction OPEN = ofInt("open");
  private static final NativeFunction MKDIR = ofInt("mkdir");
  private static final NativeFunction RMDIR = ofInt("rmdir");
  private static final NativeFunction READ = ofLong("read");
  private static final NativeFunction WRITE = ofLong("write");
  private static final NativeFunction CLOSE = ofInt("close");

  private static final int O_RDONLY = 0;
  private static final int O_WRONLY = 1;
  private static final int O_CLOEXEC = 0x80000;
  private static final int OWNER_ONLY = 0700;
  private static final int CHUNK = 8192;
  private static final int EIO = 5;

  @Override
  public boolean isDirectory(String path) {
    return Files.isDirectory(Path.of(path));
  }

  @Override
  public void makeDirectory(String path) throws FileCallException {
    try (Arena arena = Arena.ofConfined()) {
      long name = pointer(arena.allocateFrom(path));
      checked("mkdir", path, MKDIR.call(errno(arena), name, OWNER_ONLY));
    }
  }

  @Override
  public void removeDirectory(String path) throws FileCallException {
    try (Arena arena = Arena.ofConfined()) {
      long name = pointer(arena.allocateFrom(path));
      checked("rmdir", path, RMDIR.call(errno(arena), name));
    }
  }

  @Override
  public void write(String path, Bytes content) throws FileCallException {
    int fd = open(path, O_WRONLY);
    long written;
    long closed;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, content.toByteArray());
      written = WRITE.call(errno(arena), fd, pointer(bytes), bytes.byteSize());
    } finally {
      closed = close(fd);
    }
    checked("write", path, written);
    if (written != content.length()) {
      throw new FileCallException("write", path, EIO);
    }
    checked("close", path, closed);
  }

  @Override
  public Bytes read(String path, int limit) throws FileCallException {
    int fd = open(path, O_RDONLY);
    try {
      return readAll(fd, path, limit);
    } finally {
      close(fd);
    }
  }

  private static Bytes readAll(int fd, String path, int limit) throws FileCallException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = errno(arena);
      MemorySegment buffer = arena.allocate(CHUNK);
      while (all.size() <= limit) {
        long wanted = Math.min(CHUNK, limit + 1L - all.size());
        long count = checked("read", path, READ.call(errno, fd, pointer(buffer), wanted));
        if (count == 0) {
          break;
        }
        all.writeBytes(buffer.asSlice(0, count).toArray(JAVA_BYTE));
      }
    }
    return Bytes.copyOf(all.toByteArray());
  }

  private static int open(String path, int flags) throws FileCallException {
    try (Arena arena = Arena.ofConfined()) {
      long name = pointer(arena.allocateFrom(path));
      return (int) checked("open", path, OPEN.call(errno(arena), name, flags | O_CLOEXEC));
    }
  }

  private static long close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      return CLOSE.call(errno(arena), fd);
    }
  }

  private static long checked(String call, String path, long result) throws FileCallException {
    if (result < 0) {
      throw new FileCallException(call, path, (int) -result);
    }
    return result;
  }
}
