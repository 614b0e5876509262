// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// How long a service wants not to be asked (RFC 9110, 10.2.3).
final class RetryAfter {
  private static final int MOST_DIGITS = 9;
  private static final Duration FIRST = Duration.ofSeconds(2);

  private RetryAfter() {}

  /// What the header says; where there is none or it can't be read, longer at each attempt.
  static Duration of(HttpHeaders headers, Instant now, int attempt) {
    Optional<String> header = headers.firstValue("Retry-After").map(String::strip);
    return header
        .flatMap(value -> stated(value, now))
        .orElse(FIRST.multipliedBy(1L << Math.min(attempt - 1, 8)));
  }

  private static Optional<Duration> stated(String value, Instant now) {
    if (!value.isEmpty()
        && value.length() <= MOST_DIGITS
        && value.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(date.isBefore(now) ? Duration.ZERO : Duration.between(now, date));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
