// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock.linux;

import static dev.strongroom.vsock.linux.NativeFunction.errno;
import static dev.strongroom.vsock.linux.NativeFunction.pointer;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The one signature against functions of the C library that have others.
class NativeFunctionTest {
  private static final int EBADF = 9;
  private static final int MEMFD_CLOEXEC = 1;
  private static final int SEEK_SET = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final long MORE_THAN_A_PIPE_HOLDS = 4 << 20;

  private static final NativeFunction READ = NativeFunction.ofLong("read");
  private static final NativeFunction WRITE = NativeFunction.ofLong("write");
  private static final NativeFunction CLOSE = NativeFunction.ofInt("close");

  @Test
  void narrowArgumentsAndResultsKeepTheirSign() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = errno(arena);
      assertThat(NativeFunction.ofInt("abs").call(errno, -5)).isEqualTo(5);
      // What is above an int argument's half of the register is nobody's business.
      assertThat(NativeFunction.ofInt("abs").call(errno, 0x7777_7777_0000_0005L)).isEqualTo(5);
      long number = pointer(arena.allocateFrom("-2147483648"));
      assertThat(NativeFunction.ofInt("atoi").call(errno, number)).isEqualTo(Integer.MIN_VALUE);
    }
  }

  @Test
  void wideResultsKeepAllBits() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = errno(arena);
      NativeFunction create = NativeFunction.ofInt("memfd_create");
      long file = create.call(errno, pointer(arena.allocateFrom("test")), MEMFD_CLOEXEC);
      assertThat(file).isGreaterThan(2);
      // Its lower half is -1, which in a wide result is no error.
      long far = 0x7_ffff_ffffL;
      NativeFunction seek = NativeFunction.ofLong("lseek");
      assertThat(seek.call(errno, file, far, SEEK_SET)).isEqualTo(far);
      assertThat(CLOSE.call(errno, file)).isEqualTo(0);
      assertThat(CLOSE.call(errno, file)).isEqualTo(-EBADF);
      assertThat(seek.call(errno, file, far, SEEK_SET)).isEqualTo(-EBADF);
    }
  }

  @Test
  void variableArgumentsArePassedAsAnyOther() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(64);
      long written =
          NativeFunction.ofInt("snprintf")
              .call(
                  errno(arena),
                  pointer(text),
                  text.byteSize(),
                  pointer(arena.allocateFrom("%d of %s")),
                  -7,
                  pointer(arena.allocateFrom("nine")));
      assertThat(text.getString(0)).isEqualTo("-7 of nine");
      assertThat(written).isEqualTo("-7 of nine".length());
    }
  }

  @Test
  void javasArraysHaveNoAddress() {
    assertThatThrownBy(() -> pointer(MemorySegment.ofArray(new byte[8])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NativeFunction.ofInt("strongroom_has_no_such_function"))
        .isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void otherLibraries() {
    NativeLibrary library = NativeLibrary.open("libc.so.6").orElseThrow();
    try (Arena arena = Arena.ofConfined()) {
      assertThat(library.ofInt("strongroom_has_no_such_function")).isEmpty();
      assertThat(library.ofInt("abs").orElseThrow().call(errno(arena), -5)).isEqualTo(5);
    }
    assertThat(NativeLibrary.open("libstrongroom-has-no-such.so.1")).isEmpty();
    assertThat(NativeLibrary.open("/nowhere/libc.so.6")).isEmpty();
  }

  /// Whoever hands over a buffer may close its arena at any time, from any thread.
  @Test
  @Timeout(60)
  void transfersKeepTheirMemoryOpen() throws Exception {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment errno = errno(arena);
      MemorySegment pipe = arena.allocate(JAVA_INT, 2);
      assertThat(NativeFunction.ofInt("pipe2").call(errno, pointer(pipe), O_CLOEXEC)).isEqualTo(0);
      int out = pipe.getAtIndex(JAVA_INT, 0);
      int in = pipe.getAtIndex(JAVA_INT, 1);
      Arena buffers = Arena.ofShared();
      MemorySegment sent = buffers.allocate(MORE_THAN_A_PIPE_HOLDS);
      MemorySegment received = arena.allocate(MORE_THAN_A_PIPE_HOLDS);

      var writing =
          CompletableFuture.supplyAsync(
              () -> WRITE.transfer(errno(arena), in, sent, sent.byteSize(), 0));
      long read = READ.call(errno, out, pointer(received), 1);
      assertThat(read).isEqualTo(1);
      // So it writes now, and can't have written all.
      assertThatThrownBy(buffers::close).isInstanceOf(IllegalStateException.class);
      while (read < sent.byteSize()) {
        long more = READ.call(errno, out, pointer(received), received.byteSize());
        assertThat(more).isPositive();
        read += more;
      }
      assertThat(writing.get(30, TimeUnit.SECONDS)).isEqualTo(sent.byteSize());

      buffers.close();
      assertThatThrownBy(() -> WRITE.transfer(errno, in, sent, 1, 0))
          .isInstanceOf(IllegalStateException.class);
      assertThat(CLOSE.call(errno, out) + CLOSE.call(errno, in)).isEqualTo(0);
    }
  }
}
