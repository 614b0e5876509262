// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The value of `--at`.
sealed interface JudgingTime {

  /// Live evidence.
  record Now() implements JudgingTime {}

  /// Archived evidence, at its own time.
  record Document() implements JudgingTime {}

  /// A given instant.
  record Given(Instant instant) implements JudgingTime {}

  /// For the verifier; live evidence is judged by `clock`.
  default AppraisalTime appraisalTime(InstantSource clock) {
    return switch (this) {
      case Now _ -> AppraisalTime.live(clock);
      case Document _ -> AppraisalTime.archived();
      case Given given -> AppraisalTime.at(given.instant());
    };
  }

  /// Reads the option.
  final class Converter implements ITypeConverter<JudgingTime> {
    @Override
    public JudgingTime convert(String value) {
      return switch (value) {
        case "now" -> new Now();
        case "document" -> new Document();
        default -> {
          try {
            yield new Given(OffsetDateTime.parse(value).toInstant());
          } catch (DateTimeException e) {
            throw new TypeConversionException(
                "'" + value + "' is neither now, document nor a time such as 2026-03-21T10:15:30Z");
          }
        }
      };
    }
  }
}
