// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the hours of a rule.
final class HoursReader {
  private static final Pattern CLOCK = Pattern.compile("[0-2][0-9]:[0-5][0-9]");

  /// In the order of [DayOfWeek].
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  private HoursReader() {}

  static Hours read(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("from", "until", "days", "zone"));
    LocalTime from = clock(node.member("from"));
    LocalTime until = clock(node.member("until"));
    if (from.equals(until)) {
      throw node.error("\"from\" and \"until\" are the same");
    }
    return new Hours(from, until, days(node), zone(node.member("zone")));
  }

  private static LocalTime clock(JsonNode node) throws MalformedJsonException {
    String text = node.text();
    try {
      if (CLOCK.matcher(text).matches()) {
        return LocalTime.parse(text);
      }
    } catch (DateTimeException e) {
      throw node.error("there is no such time of day");
    }
    throw node.error("a time such as 08:00 is needed");
  }

  private static Set<DayOfWeek> days(JsonNode node) throws MalformedJsonException {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    if (node.optional("days").isEmpty()) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    for (JsonNode item : node.member("days").items()) {
      int day = DAYS.indexOf(item.text());
      if (day < 0 || !days.add(DayOfWeek.of(day + 1))) {
        throw item.error("each of " + String.join(", ", DAYS) + " once at most");
      }
    }
    return days;
  }

  private static ZoneId zone(JsonNode node) throws MalformedJsonException {
    String text = node.text();
    // By name only: an offset knows no summer.
    if (ZoneId.getAvailableZoneIds().contains(text)) {
      return ZoneId.of(text);
    }
    throw node.error("a zone such as Europe/Berlin or UTC is needed");
  }
}
