// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Keeps a certificate of an authority's fresh, in a thread of its own. Whatever goes wrong is
/// reported and tried again; it never stops the enclave.
final class AcmeSource implements AutoCloseable {
  /// The clock may be turned while this sleeps.
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

  /// How often an authority is asked when it wants its certificate renewed.
  private static final Duration SUGGESTIONS = Duration.ofHours(6);

  private final AcmeWork work;
  private final Shelf shelf;
  private final Standing standing;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Thread thread;
  private volatile boolean closed;
  private int failures;
  private Instant again = Instant.MIN;
  private Instant asked = Instant.MIN;
  private Optional<Instant> suggested = Optional.empty();

  /// @param work closed with this
  AcmeSource(
      AcmeWork work, Shelf shelf, Standing standing, InstantSource clock, SecureRandom random) {
    this.work = work;
    this.shelf = shelf;
    this.standing = standing;
    this.clock = clock;
    this.random = random;
    this.thread = Thread.ofVirtual().name("certificates").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        Instant due = due();
        Instant now = clock.instant();
        Instant next = due.isAfter(again) ? due : again;
        if (now.isBefore(next)) {
          Duration wait = Duration.between(now, next);
          Thread.sleep(wait.compareTo(LONGEST_SLEEP) < 0 ? wait : LONGEST_SLEEP);
        } else {
          renew();
        }
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  private void renew() throws InterruptedException {
    try {
      work.renew();
      failures = 0;
      again = Instant.MIN;
      asked = Instant.MIN;
      suggested = Optional.empty();
    } catch (CertificateException e) {
      failed(e);
    } catch (RuntimeException e) {
      failed(new CertificateException(CertificateProblem.FAILED, e.getClass().getName(), e));
    }
  }

  private void failed(CertificateException e) {
    if (closed) {
      // Interrupted in the middle of it: not the authority's failure.
      return;
    }
    failures++;
    again = RenewalTimes.again(clock.instant(), failures, e, random);
    standing.failed(e);
  }

  private Instant due() throws InterruptedException {
    Optional<Held> current = shelf.current();
    if (current.isEmpty()) {
      return Instant.MIN;
    }
    Held held = current.get();
    Instant now = clock.instant();
    if (asked.equals(Instant.MIN) || !now.isBefore(asked.plus(SUGGESTIONS))) {
      asked = now;
      try {
        suggested = work.authority().renewal(work.login(), held.leaf());
      } catch (CertificateException | RuntimeException e) {
        // Two thirds of its life will do; that an authority is away shows when it is needed.
        suggested = Optional.empty();
      }
    }
    return RenewalTimes.due(held.notBefore(), held.notAfter(), suggested);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    work.close();
  }
}
