// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.ledger;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.host.store.SqliteStore;
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

  /// One proof at a time, as the seed does it: a conditional write to the same kind of store on the
  /// same disk, then a signature. No network, no enclave: in its favour.
  static double oneAtATime(Path folder, double seconds) throws Exception {
    try (SqliteStore store = SqliteStore.open(folder.resolve("one.sqlite"));
        SigningKey key = SigningKey.generate(new SecureRandom())) {
      Bytes counter = Bytes.utf8("counter");
      byte[] proof = new byte[200];
      long[] version = {0};
      return perSecond(
          seconds,
          () -> {
            version[0] = store.put(counter, version[0], Bytes.copyOf(proof));
            key.sign(proof);
          });
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
