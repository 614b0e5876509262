// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import java.time.Instant;

/// A span of time that requests are counted in, from one full one to the next.
public enum Span {
  /// 60 seconds.
  MINUTE("minute", 60),
  /// 60 minutes.
  HOUR("hour", 3600),
  /// 24 hours, in UTC.
  DAY("day", 86_400);

  private final String label;
  private final long seconds;

  Span(String label, long seconds) {
    this.label = label;
    this.seconds = seconds;
  }

  /// The stable name used in JSON.
  public String label() {
    return label;
  }

  /// The number of the span that a time is in.
  long number(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), seconds);
  }

  /// How many seconds are left of it, at least one.
  int left(Instant time) {
    return (int) (seconds - Math.floorMod(time.getEpochSecond(), seconds));
  }
}
