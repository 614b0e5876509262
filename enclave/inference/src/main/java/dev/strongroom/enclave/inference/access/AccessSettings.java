// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.signature.RequestPublicKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the measured configuration says of keys, as `settings.inference.access`.
///
/// @param administrators who may give out keys: `CURVE:HEX`
/// @param prices of models, by name
/// @param mostOutput how many tokens a request is reserved that doesn't limit its answer
public record AccessSettings(
    Set<String> administrators, Map<String, Price> prices, long mostOutput) {
  private static final int MOST_OUTPUT = 1 << 24;
  private static final int USUAL_OUTPUT = 4096;
  private static final int MOST_ADMINISTRATORS = 16;
  private static final int MOST_PRICE = 1_000_000_000;

  /// What a token costs, in billionths of whatever money is counted in.
  ///
  /// @param input of the request
  /// @param output of the answer
  public record Price(long input, long output) {}

  /// Copies set and map.
  public AccessSettings {
    administrators = Set.copyOf(administrators);
    prices = Map.copyOf(prices);
  }

  /// Reads the settings.
  ///
  /// @param models that prices can be of
  /// @throws MalformedJsonException if they are none; says where and why
  public static AccessSettings read(JsonNode node, Set<String> models)
      throws MalformedJsonException {
    node.onlyMembers(Set.of("administrators", "prices", "mostOutput"));
    Optional<JsonNode> most = node.optional("mostOutput");
    return new AccessSettings(
        administrators(node.member("administrators")),
        prices(node.optional("prices"), models),
        most.isEmpty() ? USUAL_OUTPUT : most.get().integer(1, MOST_OUTPUT));
  }

  private static Set<String> administrators(JsonNode node) throws MalformedJsonException {
    Set<String> keys = new HashSet<>();
    for (JsonNode item : node.items()) {
      try {
        keys.add(RequestPublicKey.parse(item.text()).id());
      } catch (IllegalArgumentException e) {
        throw item.error(String.valueOf(e.getMessage()));
      }
    }
    if (keys.size() > MOST_ADMINISTRATORS) {
      throw node.error("more than " + MOST_ADMINISTRATORS);
    }
    return keys;
  }

  private static Map<String, Price> prices(Optional<JsonNode> node, Set<String> models)
      throws MalformedJsonException {
    Map<String, Price> prices = new HashMap<>();
    if (node.isPresent()) {
      for (String model : node.get().names()) {
        JsonNode price = node.get().member(model);
        if (!models.contains(model)) {
          throw price.error("there is no such model");
        }
        price.onlyMembers(Set.of("input", "output"));
        prices.put(
            model,
            new Price(
                price.member("input").integer(0, MOST_PRICE),
                price.member("output").integer(0, MOST_PRICE)));
      }
    }
    return prices;
  }
}
