// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hours of some days of the week, in UTC.
///
/// @param days of the week
/// @param from minute of the day
/// @param to minute of the day, not in them any more; up to 1440
record Hours(Set<DayOfWeek> days, int from, int to) {
  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-4]):([0-5][0-9])");
  private static final List<String> NAMES =
      List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final int HOUR = 60;
  private static final int DAY = 24 * HOUR;

  Hours {
    days = Set.copyOf(days);
  }

  /// Reads them.
  static Hours read(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("days", "from", "to"));
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (JsonNode item : node.member("days").items()) {
      int day = NAMES.indexOf(item.text());
      if (day < 0 || !days.add(DayOfWeek.of(day + 1))) {
        throw item.error("one of " + NAMES + " is needed, each once");
      }
    }
    int from = minute(node.member("from"));
    int to = minute(node.member("to"));
    if (days.isEmpty() || from >= to) {
      throw node.error("a day, and an end behind the beginning");
    }
    return new Hours(days, from, to);
  }

  private static int minute(JsonNode node) throws MalformedJsonException {
    Matcher parts = TIME.matcher(node.text());
    if (parts.matches()) {
      int minute = Integer.parseInt(parts.group(1)) * HOUR + Integer.parseInt(parts.group(2));
      if (minute <= DAY) {
        return minute;
      }
    }
    throw node.error("a time from 00:00 to 24:00 is needed");
  }

  /// Whether a time is in them.
  boolean has(Instant time) {
    ZonedDateTime now = time.atZone(ZoneOffset.UTC);
    int minute = now.getHour() * HOUR + now.getMinute();
    return days.contains(now.getDayOfWeek()) && minute >= from && minute < to;
  }

  /// As JSON has them.
  Map<String, Object> members() {
    return Map.of(
        "days",
        days.stream().sorted().map(day -> NAMES.get(day.getValue() - 1)).toList(),
        "from",
        text(from),
        "to",
        text(to));
  }

  private static String text(int minute) {
    return String.format(Locale.ROOT, "%02d:%02d", minute / HOUR, minute % HOUR);
  }
}
