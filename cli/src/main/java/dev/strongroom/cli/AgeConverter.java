// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads durations: `90s`, `5m`, `2h`, `1d`, or ISO 8601.
final class AgeConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String value) {
    String upper = value.toUpperCase(Locale.ROOT);
    String iso = upper.startsWith("P") ? upper : upper.endsWith("D") ? "P" + upper : "PT" + upper;
    try {
      Duration duration = Duration.parse(iso);
      if (duration.isPositive()) {
        return duration;
      }
    } catch (DateTimeException e) {
      // Told below, together with durations that aren't positive.
    }
    throw new TypeConversionException("'" + value + "' isn't a duration such as 90s, 5m or PT5M");
  }
}
