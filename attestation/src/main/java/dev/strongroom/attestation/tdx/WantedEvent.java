// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.tdx;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.eventlog.Event;
import dev.strongroom.attestation.eventlog.EventLog;
import java.util.List;
import java.util.Optional;

/// An event that a log has to have.
///
/// @param register 0 to 3
/// @param name of dstack's events: all of this name in the register have to be as wanted, so that a
///   later one can't say something else; empty for any name
/// @param digest SHA-384, 48 bytes
/// @param payload what was measured; only payloads count that are what was hashed
public record WantedEvent(
    int register, Optional<String> name, Optional<Bytes> digest, Optional<Bytes> payload) {

  /// Checks the parts.
  ///
  /// @throws IllegalArgumentException if neither digest nor payload is wanted, or a part can't be
  public WantedEvent {
    if (register < 0 || register >= EventLog.REGISTERS) {
      throw new IllegalArgumentException("a register is 0 to 3");
    }
    if (digest.isEmpty() && payload.isEmpty()) {
      throw new IllegalArgumentException("an event without digest and payload is any event");
    }
    if (digest.isPresent() && digest.get().length() != 48) {
      throw new IllegalArgumentException("a digest has 48 bytes");
    }
  }

  /// Whether a log that was replayed has it.
  public boolean isIn(EventLog log) {
    List<Event> candidates =
        log.events().stream()
            .filter(event -> event.register() == register)
            .filter(event -> name.isEmpty() || name.get().equals(event.name()))
            .toList();
    return name.isEmpty()
        ? candidates.stream().anyMatch(this::fits)
        : !candidates.isEmpty() && candidates.stream().allMatch(this::fits);
  }

  /// A name counts only where the digest covers it, which is where the payload is vouched for.
  private boolean fits(Event event) {
    return (name.isEmpty() || event.vouched().isPresent())
        && (digest.isEmpty() || digest.get().equals(event.digest()))
        && (payload.isEmpty() || payload.equals(event.vouched()));
  }

  @Override
  public String toString() {
    return "RTMR"
        + register
        + name.map(n -> " " + n).orElse("")
        + digest.map(d -> " digest " + d.hex()).orElse("")
        + payload.map(p -> " payload " + p).orElse("");
  }
}
