// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What a key used, by day (UTC) and model, as the ledger has it. Not thread-safe.
final class KeyUsage {
  /// Days that are remembered.
  static final int DAYS = 92;

  private record Used(long requests, Cost cost) {
    private static final Used NOTHING = new Used(0, Cost.NOTHING);

    Used plus(Cost more) {
      return new Used(requests + 1, cost.plus(more));
    }
  }

  private final NavigableMap<LocalDate, Map<String, Used>> days = new TreeMap<>();

  /// A request has ended.
  void add(Instant time, String model, Cost cost) {
    LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
    if (!days.isEmpty() && day.isBefore(days.lastKey().minusDays(DAYS))) {
      return;
    }
    days.computeIfAbsent(day, _ -> new TreeMap<>())
        .merge(model, Used.NOTHING.plus(cost), (before, _) -> before.plus(cost));
    days.headMap(days.lastKey().minusDays(DAYS - 1)).clear();
  }

  /// Reads what [#members] gave.
  ///
  /// @throws MalformedJsonException if it didn't
  static KeyUsage read(JsonNode list) throws MalformedJsonException {
    KeyUsage usage = new KeyUsage();
    for (JsonNode one : list.items()) {
      Used used = new Used(Cost.number(one.member("requests")), Cost.read(one));
      usage
          .days
          .computeIfAbsent(day(one.member("day")), _ -> new TreeMap<>())
          .put(one.member("model").text(), used);
    }
    return usage;
  }

  private static LocalDate day(JsonNode node) throws MalformedJsonException {
    try {
      return LocalDate.parse(node.text());
    } catch (DateTimeException e) {
      throw node.error("a day is needed");
    }
  }

  /// As JSON has it, the latest day first.
  List<Map<String, Object>> members() {
    List<Map<String, Object>> all = new ArrayList<>();
    days.descendingMap()
        .forEach((day, models) ->
            models.forEach((model, used) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("day", day.toString());
              one.put("model", model);
              one.put("requests", used.requests());
              one.putAll(used.cost().members());
              all.add(one);
            }));
    return all;
  }
}
