// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When a certificate is renewed, and when it is tried again after a failure.
final class RenewalTimes {
  /// Nothing that authorities count was used up.
  private static final Duration CHEAP = Duration.ofSeconds(2), CHEAP_MOST = Duration.ofMinutes(10);

  /// Authorities forgive a few failures an hour.
  private static final Duration DEAR = Duration.ofMinutes(5), DEAR_MOST = Duration.ofHours(6);

  private static final int MOST_DOUBLINGS = 16;

  /// Of what is waited, so that many enclaves don't come at once.
  private static final int SPREAD = 10;

  private RenewalTimes() {}

  /// When a certificate is due: when the authority wants it renewed, and at two thirds of its life
  /// at the latest, whatever the authority says.
  static Instant due(Instant notBefore, Instant notAfter, Optional<Instant> suggested) {
    Instant latest =
        notBefore.plus(Duration.between(notBefore, notAfter).multipliedBy(2).dividedBy(3));
    return suggested.filter(time -> time.isBefore(latest)).orElse(latest);
  }

  /// When to try again.
  ///
  /// @param failures in a row, from 1 on
  static Instant again(
      Instant now, int failures, CertificateException failure, RandomGenerator random) {
    boolean cheap = failure.problem().cheap();
    Duration first = cheap ? CHEAP : DEAR;
    Duration most = cheap ? CHEAP_MOST : DEAR_MOST;
    Duration pause = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    pause = pause.compareTo(most) > 0 ? most : pause;
    Instant again = now.plus(pause).plusMillis(random.nextLong(pause.toMillis() / SPREAD + 1));
    return failure.notBefore().filter(again::isBefore).orElse(again);
  }
}
