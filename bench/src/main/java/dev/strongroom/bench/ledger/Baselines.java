// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.ledger;

import dev.strongroom.channel.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;

/// What receipts are held against.
final class Baselines {
  private static final int PAGE = 4096;

  private Baselines() {}

  /// Bare flushes per second: a page appended, `fdatasync`.
  static double flushes(Path folder, double seconds) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("flushed"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer page = ByteBuffer.allocate(PAGE);
      return perSecond(
          seconds,
          () -> {
            file.write(page.rewind());
            file.force(false);
          });
    }
  }

  /// Bare Ed25519 signatures per second, one thread.
  static double signatures(double seconds) throws Exception {
    try (SigningKey key = SigningKey.generate(new SecureRandom())) {
      byte[] message = new byte[200];
      return perSecond(seconds, () -> key.sign(message));
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  private static double perSecond(double seconds, Step step) throws IOException {
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long count = 0;
    try {
      while (System.nanoTime() < end) {
        step.run();
        count++;
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
    return count / ((System.nanoTime() - start) / 1e9);
  }
}
