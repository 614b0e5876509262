// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes to a store until it is killed, and says each acknowledged write on its standard output,
/// one line each: what [KillTest] runs in a process of its own.
final class KillTarget {
  static final int THREADS = 12;
  static final Bytes SHARED = Bytes.utf8("shared");

  // Unbuffered: a line that was written outlives the process.
  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private final KeyValueStore store;

  private KillTarget(KeyValueStore store) {
    this.store = store;
  }

  /// Writes to the file that is named.
  public static void main(String[] arguments) throws Exception {
    KillTarget target = new KillTarget(SqliteStore.open(Path.of(arguments[0])));
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < THREADS; n++) {
      int thread = n;
      threads.add(Thread.ofVirtual().start(() -> target.write(thread)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  static Bytes own(int thread) {
    return Bytes.utf8("own/" + thread);
  }

  static Bytes left(int thread) {
    return Bytes.utf8("pair/" + thread + "/left");
  }

  static Bytes right(int thread) {
    return Bytes.utf8("pair/" + thread + "/right");
  }

  static Bytes comesAndGoes(int thread) {
    return Bytes.utf8("comes-and-goes/" + thread);
  }

  static Bytes number(long n) {
    return Bytes.utf8(Long.toString(n));
  }

  static long number(Optional<Versioned> entry) {
    return entry.map(e -> Long.parseLong(String.valueOf(e.value().asUtf8()))).orElse(0L);
  }

  static long version(Optional<Versioned> entry) {
    return entry.map(Versioned::version).orElse(KeyValueStore.ABSENT);
  }

  private void write(int thread) {
    try {
      while (true) {
        switch (thread % 4) {
          case 0 -> own(thread, own(thread));
          case 1 -> shared();
          case 2 -> pair(thread);
          default -> comeOrGo(thread);
        }
      }
    } catch (StoreException e) {
      say("failed " + e.failure());
    }
  }

  private void own(int thread, Bytes key) throws StoreException {
    Optional<Versioned> now = store.get(key);
    long next = number(now) + 1;
    say("own " + thread + " " + next + " " + store.put(key, version(now), number(next)));
  }

  private void shared() throws StoreException {
    Optional<Versioned> now = store.get(SHARED);
    long next = number(now) + 1;
    try {
      say("shared 0 " + next + " " + store.put(SHARED, version(now), number(next)));
    } catch (StoreException e) {
      if (!(e.failure() instanceof StoreFailure.Conflict)) {
        throw e;
      }
    }
  }

  private void pair(int thread) throws StoreException {
    Optional<Versioned> left = store.get(left(thread));
    Optional<Versioned> right = store.get(right(thread));
    long next = number(left) + 1;
    List<Long> versions =
        store.putAll(
            List.of(
                new Put(left(thread), version(left), number(next)),
                new Put(right(thread), version(right), number(next))));
    say("pair " + thread + " " + next + " " + versions.getFirst());
  }

  private void comeOrGo(int thread) throws StoreException {
    Bytes key = comesAndGoes(thread);
    Optional<Versioned> now = store.get(key);
    if (now.isPresent()) {
      store.delete(key, version(now));
      say("gone " + thread + " 0 " + version(now));
    } else {
      say("come " + thread + " 1 " + store.put(key, KeyValueStore.ABSENT, number(1)));
    }
  }

  private static void say(String line) {
    try {
      OUT.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
