// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Checksum and measurements of an image, each byte of it seen once, in file order.
///
/// PCR1 covers a prefix of what PCR0 covers, so its digest is a copy of PCR0's at that point. PCR2
/// covers the rest but starts anew, so that rest is digested twice: the second time on a thread of
/// its own, from the same buffers.
final class MeasuringPass implements AutoCloseable {
  /// Enough that neither thread waits for the other to be woken.
  private static final int BUFFERS = 16;

  private static final int BUFFER = 1 << 18;

  private final CRC32 checksum = new CRC32();
  private final MessageDigest image = Measurements.sha384();
  private final MessageDigest application = Measurements.sha384();
  private final byte[][] buffers = new byte[BUFFERS][0];
  private final @Nullable Future<?>[] users = new Future<?>[BUFFERS];

  private @Nullable MessageDigest boot;
  private @Nullable ExecutorService second;
  private @Nullable SectionType current;
  private int ramdisks;
  private int next;

  /// Bytes that only the checksum covers.
  void head(byte[] bytes) {
    checksum.update(bytes);
  }

  /// What follows belongs to a section of this type.
  void section(SectionType type) {
    if (type == SectionType.RAMDISK) {
      ramdisks++;
      if (ramdisks == 2) {
        boot = copy(image);
        second =
            Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("measuring").factory());
      }
    }
    current = type;
  }

  /// A buffer to fill, which nobody else uses any more.
  ///
  /// @throws InterruptedIOException if the thread is interrupted while it waits
  byte[] buffer() throws IOException {
    Future<?> user = users[next];
    if (user != null) {
      await(user);
      users[next] = null;
    }
    // Made when they are needed: a small image doesn't need all.
    if (buffers[next].length == 0) {
      buffers[next] = new byte[BUFFER];
    }
    return buffers[next];
  }

  /// Takes what was put into the buffer that [#buffer] returned last.
  void filled(int length) {
    byte[] buffer = buffers[next];
    if (current == SectionType.RAMDISK && second != null) {
      users[next] = second.submit(() -> application.update(buffer, 0, length));
    }
    if (current != null && current.measured()) {
      image.update(buffer, 0, length);
    }
    checksum.update(buffer, 0, length);
    next = (next + 1) % BUFFERS;
  }

  /// The checksum of all that was seen.
  int checksum() {
    return (int) checksum.getValue();
  }

  /// The measurements; nothing may follow.
  ///
  /// @throws InterruptedIOException if the thread is interrupted while it waits
  Measurements finish() throws IOException {
    for (Future<?> user : users) {
      if (user != null) {
        await(user);
      }
    }
    Bytes pcr1 = Measurements.extended(boot == null ? copy(image) : boot);
    Bytes pcr0 = Measurements.extended(image);
    return new Measurements(pcr0, pcr1, Measurements.extended(application), Optional.empty());
  }

  @Override
  public void close() {
    if (second != null) {
      second.close();
    }
  }

  private static void await(Future<?> user) throws IOException {
    try {
      user.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while measuring");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a digest takes any bytes", e);
    }
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-384 can be copied", e);
    }
  }
}
