// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.settings;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.Duration;

/// Reads durations (ISO 8601).
final class Durations {
  private Durations() {}

  static Duration read(JsonNode node, Duration least, Duration most) throws MalformedJsonException {
    try {
      Duration duration = Duration.parse(node.text());
      if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
        return duration;
      }
    } catch (DateTimeException | ArithmeticException e) {
      // Refused below.
    }
    throw node.error("an ISO 8601 duration from " + least + " to " + most + " is needed");
  }
}
