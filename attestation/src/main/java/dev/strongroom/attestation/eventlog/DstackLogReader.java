// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.eventlog;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Reads dstack's list: objects with `imr`, `event_type`, `digest`, `event` and `event_payload`.
/// Other members are passed over.
final class DstackLogReader {
  private static final long MOST = 0xffffffffL;

  private DstackLogReader() {}

  static EventLog read(Bytes encoded) throws MalformedEventLogException {
    try {
      JsonNode list = JsonNode.parse(Objects.requireNonNullElse(encoded.asUtf8(), ""));
      List<Event> events = new ArrayList<>();
      if (list.value() instanceof List<?> found && found.isEmpty()) {
        return new EventLog(events);
      }
      for (JsonNode event : list.items()) {
        if (events.size() == EventLog.MAX_EVENTS) {
          throw event.error("more than " + EventLog.MAX_EVENTS + " events");
        }
        events.add(event(event));
      }
      return new EventLog(events);
    } catch (MalformedJsonException e) {
      throw new MalformedEventLogException("event-log.json", 0, e.getMessage());
    }
  }

  private static Event event(JsonNode event) throws MalformedJsonException {
    JsonNode type = event.member("event_type");
    if (!(type.value() instanceof Long number) || number < 0 || number > MOST) {
      throw type.error("not a number of 32 bits");
    }
    Bytes digest = hex(event.member("digest"));
    if (digest.length() != Sha384.LENGTH) {
      throw event.member("digest").error("not a SHA-384");
    }
    return new Event(
        event.member("imr").integer(0, EventLog.REGISTERS - 1),
        number,
        event.member("event").anyText(),
        digest,
        hex(event.member("event_payload")));
  }

  private static Bytes hex(JsonNode digits) throws MalformedJsonException {
    try {
      return Bytes.fromHex(digits.anyText());
    } catch (IllegalArgumentException e) {
      throw digits.error("not hexadecimal digits");
    }
  }
}
