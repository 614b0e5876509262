// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// A period that a budget is for, from one beginning to the next, in UTC.
public enum Period {
  /// From midnight on.
  DAY("day"),
  /// From the first day on.
  MONTH("month");

  private static final int MONTHS = 12;

  private final String label;

  Period(String label) {
    this.label = label;
  }

  /// The stable name used in JSON.
  public String label() {
    return label;
  }

  /// The number of the period that a time is in.
  long number(Instant time) {
    LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
    return switch (this) {
      case DAY -> day.toEpochDay();
      case MONTH -> (long) day.getYear() * MONTHS + day.getMonthValue() - 1;
    };
  }

  /// How many seconds are left of it, at least one.
  int left(Instant time) {
    LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
    LocalDate next =
        switch (this) {
          case DAY -> day.plusDays(1);
          case MONTH -> day.withDayOfMonth(1).plusMonths(1);
        };
    return (int) (next.atStartOfDay(ZoneOffset.UTC).toEpochSecond() - time.getEpochSecond());
  }
}
