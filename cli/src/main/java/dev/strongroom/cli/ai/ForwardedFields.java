// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import com.sun.net.httpserver.Headers;
import dev.strongroom.channel.message.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which header fields pass the local endpoint. Of a request only what models' interfaces know:
/// what clients tell of themselves and their machine stays here.
///
/// @param gatewayKey the key for the gateway, in place of the client's; empty: the client's own
/// @param localKey whether the client's key is meant for the local endpoint
record ForwardedFields(Optional<String> gatewayKey, boolean localKey) {
  private static final Set<String> TO_THE_GATEWAY =
      Set.of(
          "accept",
          "content-type",
          "idempotency-key",
          "openai-organization",
          "openai-project",
          "openai-beta",
          "anthropic-version",
          "anthropic-beta",
          "strongroom-receipt");
  private static final Set<String> KEYS = Set.of("authorization", "x-api-key");

  /// What the local server frames itself.
  private static final Set<String> FRAMING = Set.of("content-length", "content-encoding");

  /// What is sent on of a request's.
  ///
  /// @throws IllegalArgumentException if a value can't be sent
  List<Field> request(Headers headers) {
    List<Field> fields = new ArrayList<>();
    headers.forEach((name, values) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      boolean key = KEYS.contains(lower) && gatewayKey.isEmpty() && !localKey;
      if (key || TO_THE_GATEWAY.contains(lower)) {
        values.forEach(value -> fields.add(new Field(lower, value)));
      }
    });
    gatewayKey.ifPresent(key -> fields.add(new Field("authorization", "Bearer " + key)));
    return fields;
  }

  /// Which pages may read answers is decided here, not by a gateway.
  private static final String SITES = "access-control-";

  /// Adds an answer's to those of the local one.
  static void answer(List<Field> from, Headers to) {
    for (Field field : from) {
      if (!FRAMING.contains(field.name()) && !field.name().startsWith(SITES)) {
        to.add(field.name(), field.value());
      }
    }
  }
}
