// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/// A time of day, on some days of the week, somewhere.
///
/// @param from the first moment
/// @param until the first moment after; if it lies before `from`, that of the next day
/// @param days on which it begins
/// @param zone whose clocks
record Hours(LocalTime from, LocalTime until, Set<DayOfWeek> days, ZoneId zone) {
  Hours {
    days = Set.copyOf(days);
  }

  boolean contains(Instant time) {
    ZonedDateTime there = time.atZone(zone);
    LocalTime clock = there.toLocalTime();
    DayOfWeek day = there.getDayOfWeek();
    if (from.isBefore(until)) {
      return days.contains(day) && !clock.isBefore(from) && clock.isBefore(until);
    }
    return (days.contains(day) && !clock.isBefore(from))
        || (days.contains(day.minus(1)) && clock.isBefore(until));
  }
}
