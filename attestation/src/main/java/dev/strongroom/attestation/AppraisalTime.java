// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The time at which evidence is judged.
public sealed interface AppraisalTime {

  /// Live evidence, judged by a clock: dates must hold now, and the policy's age limit counts from
  /// now.
  ///
  /// @param clock asked once per appraisal
  record Live(InstantSource clock) implements AppraisalTime {}

  /// Archived evidence, judged at the time that it states itself. That it existed then, and wasn't
  /// made later with a stolen key, has to be shown by other means.
  record Archived() implements AppraisalTime {}

  /// Evidence judged as if it were `instant`.
  record At(Instant instant) implements AppraisalTime {}

  /// Now, by `clock`.
  static AppraisalTime live(InstantSource clock) {
    return new Live(clock);
  }

  /// The evidence's own time.
  static AppraisalTime archived() {
    return new Archived();
  }

  /// A given time.
  static AppraisalTime at(Instant instant) {
    return new At(instant);
  }

  /// The instant at which to judge evidence that says it was made at `stated`.
  default Instant instant(Instant stated) {
    return switch (this) {
      case Live live -> live.clock().instant();
      case Archived _ -> stated;
      case At at -> at.instant();
    };
  }

  /// The instant at which to judge evidence that states no time; empty for evidence that is to be
  /// judged at its own.
  default Optional<Instant> instantOfUndated() {
    return switch (this) {
      case Live live -> Optional.of(live.clock().instant());
      case Archived _ -> Optional.empty();
      case At at -> Optional.of(at.instant());
    };
  }
}
