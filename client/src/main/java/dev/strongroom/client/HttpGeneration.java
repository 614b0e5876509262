// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;

/// A JDK client with the connections that were attested while it took requests. Once it is too old
/// it takes no more, finishes those it has, and goes; the same if nobody used it for long: the
/// server closes connections that carry nothing, and a request on its way to one would be lost,
/// with nobody to know whether it was done.
final class HttpGeneration {
  /// Less than the 30 s that an enclave waits, and so does the JDK's client: both at the same time.
  private static final Duration IDLE = Duration.ofSeconds(20);

  private final HttpClient client;
  private final Instant retiresAt;
  private Instant lastUsed = Instant.MIN;
  private int using;
  private boolean retired;

  /// @param retiresAt before the first of its connections can be too old
  HttpGeneration(HttpClient client, Instant retiresAt) {
    this.client = client;
    this.retiresAt = retiresAt;
  }

  /// What to do with the client.
  @FunctionalInterface
  interface Use<T> {
    T with(HttpClient client) throws IOException, InterruptedException;
  }

  /// Registers a user, who has to [#release] it.
  ///
  /// @return false if the generation takes no more requests
  synchronized boolean acquire(Instant now) {
    if (retired || !now.isBefore(retiresAt) || idle(now)) {
      return false;
    }
    lastUsed = now;
    using++;
    return true;
  }

  private boolean idle(Instant now) {
    return using == 0
        && lastUsed.isAfter(Instant.MIN)
        && Duration.between(lastUsed, now).compareTo(IDLE) >= 0;
  }

  /// Lets the client do something, then releases it: what it has begun it will finish.
  <T> T use(Use<T> use) throws IOException, InterruptedException {
    try {
      return use.with(client);
    } finally {
      release();
    }
  }

  private synchronized void release() {
    using--;
    endIfIdle();
  }

  /// Takes no more requests.
  synchronized void retire() {
    retired = true;
    endIfIdle();
  }

  /// Takes no more requests, and waits for those under way.
  void close() {
    retire();
    client.close();
  }

  /// Whether it has finished all that it had begun.
  boolean ended() {
    return client.isTerminated();
  }

  private void endIfIdle() {
    if (retired && using == 0) {
      client.shutdown();
    }
  }
}
