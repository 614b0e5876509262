// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/// Gets pinned inputs: from the cache, else from the first source that has them. Only bytes of the
/// pinned size and digest ever get into the cache.
///
/// It may be used by several threads; four downloads run at once.
public final class Fetcher implements AutoCloseable {
  private static final int AT_ONCE = 4;
  private static final Duration CONNECTING = Duration.ofSeconds(10);

  private final InputCache cache;
  private final Search search;
  private final HttpClient client;
  private final Semaphore slots = new Semaphore(AT_ONCE);
  private final Map<Path, ReentrantLock> busy = new ConcurrentHashMap<>();

  /// @param cache where inputs are kept
  /// @param sources where they are looked for, in this order
  /// @param network how the network is used
  /// @param progress is told how it goes
  public Fetcher(InputCache cache, List<Source> sources, Network network, Progress progress) {
    this.cache = cache;
    this.client =
        HttpClient.newBuilder().connectTimeout(CONNECTING).followRedirects(Redirect.NORMAL).build();
    this.search =
        new Search(cache, sources, network, new Download(client, network.silence()), progress);
  }

  /// The file with an input's bytes, in the cache.
  ///
  /// @throws InputUnavailableException if no source has it
  /// @throws InputMismatchException if some source has something else in its place, and none has it
  /// @throws IOException if the cache can't be used
  /// @throws InterruptedException if interrupted
  public Path fetch(Input input) throws IOException, InterruptedException, InputException {
    // Of two threads that want the same, one downloads.
    Path key = Path.of(input.sha256().hex());
    ReentrantLock lock = busy.computeIfAbsent(key, absent -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      Optional<Path> kept = cache.find(input);
      return kept.isPresent() ? kept.get() : search.find(input);
    } finally {
      lock.unlock();
    }
  }

  /// The files of all inputs, in their order.
  ///
  /// @throws InputException as [#fetch] does, for the first that can't be had; the others that
  ///   can't are suppressed exceptions of it
  /// @throws IOException if the cache can't be used
  /// @throws InterruptedException if interrupted; downloads are given up
  public Map<Input, Path> fetchAll(Collection<Input> inputs)
      throws IOException, InterruptedException, InputException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<Input, Future<Path>> fetched = new LinkedHashMap<>();
      for (Input input : new LinkedHashSet<>(inputs)) {
        fetched.put(input, threads.submit(() -> fetchInSlot(input)));
      }
      try {
        return joined(fetched);
      } catch (InterruptedException | IOException e) {
        threads.shutdownNow();
        throw e;
      }
    }
  }

  /// What is at a location of Debian's archive now. Nothing pins it: the caller has to verify it.
  ///
  /// @param location such as `debian/dists/trixie/InRelease`
  /// @param most how many bytes it may have
  /// @throws InputUnavailableException if no source has it
  /// @throws IOException if a file of this machine can't be read
  /// @throws InterruptedException if interrupted
  public Bytes current(String location, int most)
      throws IOException, InterruptedException, InputUnavailableException {
    return search.current(location, most);
  }

  /// Gives up what is still being downloaded.
  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  private Path fetchInSlot(Input input) throws IOException, InterruptedException, InputException {
    slots.acquire();
    try {
      return fetch(input);
    } finally {
      slots.release();
    }
  }

  private static Map<Input, Path> joined(Map<Input, Future<Path>> fetched)
      throws IOException, InterruptedException, InputException {
    Map<Input, Path> files = new LinkedHashMap<>();
    List<InputException> missing = new ArrayList<>();
    for (Map.Entry<Input, Future<Path>> each : fetched.entrySet()) {
      try {
        files.put(each.getKey(), each.getValue().get());
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case InputException input -> missing.add(input);
          case IOException io -> throw io;
          case null, default -> throw new IllegalStateException(e.getCause());
        }
      }
    }
    if (!missing.isEmpty()) {
      InputException first = missing.removeFirst();
      missing.forEach(first::addSuppressed);
      throw first;
    }
    return files;
  }
}
