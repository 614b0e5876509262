// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Members that settings of several anchors have.
final class AnchorFields {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofDays(7);

  private AnchorFields() {}

  static String matching(JsonNode node, Pattern pattern, String what)
      throws MalformedJsonException {
    if (pattern.matcher(node.text()).matches()) {
      return node.text();
    }
    throw node.error(what + " is needed");
  }

  /// Lower-case digits for so many bytes.
  static Bytes hex(JsonNode node, int length) throws MalformedJsonException {
    try {
      Bytes bytes = Bytes.fromHex(node.text());
      if (bytes.length() == length && bytes.hex().equals(node.text())) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw node.error(2 * length + " lower-case hexadecimal digits are needed");
  }

  static URI url(JsonNode node) throws MalformedJsonException {
    try {
      URI url = URI.create(node.text());
      if (Set.of("http", "https").contains(String.valueOf(url.getScheme()))
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null
          && !node.text().endsWith("/")) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw node.error("https://HOST/PATH is needed, or http, without a slash at the end");
  }

  static Duration duration(JsonNode node) throws MalformedJsonException {
    try {
      Duration duration = Duration.parse(node.text());
      if (duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeException | ArithmeticException e) {
      // Refused below.
    }
    throw node.error("an ISO 8601 duration from PT0.01S to P7D, such as PT30S, is needed");
  }

  static Instant instant(JsonNode node) throws MalformedJsonException {
    try {
      return Instant.parse(node.text());
    } catch (DateTimeException e) {
      throw node.error("a time such as 2023-08-23T15:09:27Z is needed");
    }
  }

  static boolean required(JsonNode anchor) throws MalformedJsonException {
    Optional<JsonNode> required = anchor.optional("required");
    return required.isPresent() && required.get().flag();
  }

  /// How often something is done that isn't required: what is, is done each time.
  static Duration every(JsonNode anchor, Duration otherwise, boolean required)
      throws MalformedJsonException {
    Optional<JsonNode> every = anchor.optional("every");
    if (every.isEmpty()) {
      return otherwise;
    }
    if (required) {
      throw every.get().error("what is required is done for every checkpoint");
    }
    return duration(every.get());
  }
}
