// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.linux.CLibrary;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/// The files of the kernel that this process runs on.
///
/// By system calls and not by `java.nio.file`, which keeps error numbers to itself: EBUSY means to
/// try again, EINVAL not to.
final class NativeTsmFiles implements TsmFiles {
  private static final MethodHandle OPEN = CLibrary.variadic("open", ADDRESS, JAVA_INT);
  private static final MethodHandle MKDIR = CLibrary.function("mkdir", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RMDIR = CLibrary.function("rmdir", JAVA_INT, ADDRESS);
  private static final MethodHandle READ =
      CLibrary.function("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE =
      CLibrary.function("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle CLOSE = CLibrary.function("close", JAVA_INT, JAVA_INT);

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
    checked(
        "mkdir",
        path,
        CLibrary.call((arena, errno) ->
            (int) MKDIR.invokeExact(errno, arena.allocateFrom(path), OWNER_ONLY)));
  }

  @Override
  public void removeDirectory(String path) throws FileCallException {
    checked(
        "rmdir",
        path,
        CLibrary.call((arena, errno) -> (int) RMDIR.invokeExact(errno, arena.allocateFrom(path))));
  }

  @Override
  public void write(String path, Bytes content) throws FileCallException {
    int fd = open(path, O_WRONLY);
    long written;
    long closed;
    try {
      written =
          CLibrary.call((arena, errno) -> {
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, content.toByteArray());
            return (long) WRITE.invokeExact(errno, fd, bytes, bytes.byteSize());
          });
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
    try (Arena buffers = Arena.ofConfined()) {
      MemorySegment buffer = buffers.allocate(CHUNK);
      while (all.size() <= limit) {
        long wanted = Math.min(CHUNK, limit + 1L - all.size());
        long count =
            checked(
                "read",
                path,
                CLibrary.call(
                    (arena, errno) -> (long) READ.invokeExact(errno, fd, buffer, wanted)));
        if (count == 0) {
          break;
        }
        all.writeBytes(buffer.asSlice(0, count).toArray(JAVA_BYTE));
      }
    }
    return Bytes.copyOf(all.toByteArray());
  }

  private static int open(String path, int flags) throws FileCallException {
    return (int)
        checked(
            "open",
            path,
            CLibrary.call((arena, errno) ->
                (int) OPEN.invokeExact(errno, arena.allocateFrom(path), flags | O_CLOEXEC)));
  }

  private static long close(int fd) {
    return CLibrary.call((arena, errno) -> (int) CLOSE.invokeExact(errno, fd));
  }

  private static long checked(String call, String path, long result) throws FileCallException {
    if (result < 0) {
      throw new FileCallException(call, path, (int) -result);
    }
    return result;
  }
}
