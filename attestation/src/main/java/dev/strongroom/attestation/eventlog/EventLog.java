// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.eventlog;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A log of what was measured into RTMR0 to RTMR3, as somebody tells it.
///
/// @param events in the order in which they were measured
public record EventLog(List<Event> events) {
  /// Runtime registers.
  public static final int REGISTERS = 4;

  /// No log has more events.
  public static final int MAX_EVENTS = 4096;

  /// Copies the list.
  public EventLog {
    events = List.copyOf(events);
  }

  /// Reads a log: the area that firmware leaves (CCEL, in the TCG's binary form), or a list in JSON
  /// as dstack has it. Recognised by content.
  ///
  /// @throws MalformedEventLogException if it is neither
  public static EventLog parse(Bytes encoded) throws MalformedEventLogException {
    if (encoded.length() > Endorsements.MAX_LENGTH) {
      throw new MalformedEventLogException(
          "event-log.too-large", 0, "longer than " + Endorsements.MAX_LENGTH + " bytes");
    }
    return !encoded.isEmpty() && encoded.at(0) == '['
        ? DstackLogReader.read(encoded)
        : new CcelReader(encoded).read();
  }

  /// What the registers would be if all of this had been measured, and nothing else: each event
  /// makes `SHA-384(register || digest)` of zero bytes at first.
  ///
  /// @return four values of 48 bytes
  public List<Bytes> replay() {
    List<Bytes> registers = new ArrayList<>();
    for (int i = 0; i < REGISTERS; i++) {
      Bytes value = Bytes.zeros(Sha384.LENGTH);
      for (Event event : events) {
        if (event.register() == i) {
          value = Sha384.of(value, event.digest());
        }
      }
      registers.add(value);
    }
    return List.copyOf(registers);
  }

  /// What is wrong with the log, held against registers' values.
  ///
  /// @param registers four values of 48 bytes, which somebody vouches for
  /// @return empty if it leads to all of them and no payload contradicts its digest
  public Optional<String> contradiction(List<Bytes> registers) {
    List<Bytes> replayed = replay();
    for (int i = 0; i < REGISTERS; i++) {
      if (!replayed.get(i).equals(registers.get(i))) {
        return Optional.of(
            "RTMR"
                + i
                + " is "
                + registers.get(i).hex()
                + ", the log leads to "
                + replayed.get(i).hex());
      }
    }
    return events.stream()
        .filter(Event::contradicts)
        .findFirst()
        .map(event ->
            "an event of type 0x%08x in RTMR%d isn't what was measured"
                .formatted(event.type(), event.register()));
  }
}
