// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import dev.strongroom.attestation.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// What a request in JSON says of the model and of sampling, for the comparison with an entry.
///
/// @param model that it names; empty if it names none
/// @param numbers its members that are numbers, each as it is written there
record SentParameters(Optional<String> model, Map<String, String> numbers) {
  /// As deep as gateways read.
  private static final int DEEPEST = 256;

  private static final int MOST_MEMBERS = 1000;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNameLength(10_000)
                  .build())
          .build();

  SentParameters {
    numbers = Map.copyOf(numbers);
  }

  /// Reads a request.
  ///
  /// @return empty if it isn't one JSON object
  static Optional<SentParameters> read(Bytes body) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body.toByteArray())) {
      return json.nextToken() == JsonToken.START_OBJECT ? members(json) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static Optional<SentParameters> members(JsonParser json) {
    Optional<String> model = Optional.empty();
    Map<String, String> numbers = new HashMap<>();
    int members = 0;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (++members > MOST_MEMBERS) {
        return Optional.empty();
      }
      if (value.isNumeric()) {
        numbers.put(name, json.getString());
      } else if (value == JsonToken.VALUE_STRING && name.equals("model")) {
        model = Optional.of(json.getString());
      } else {
        json.skipChildren();
      }
    }
    return json.nextToken() == null
        ? Optional.of(new SentParameters(model, numbers))
        : Optional.empty();
  }

  /// Whether these are the request's parameters of sampling: each is there as it is written, and
  /// none that is known is left out.
  boolean samplesBy(Map<String, String> sampling, Set<String> known) {
    return sampling.entrySet().stream()
            .allMatch(one -> one.getValue().equals(numbers.get(one.getKey())))
        && numbers.keySet().stream()
            .noneMatch(name -> known.contains(name) && !sampling.containsKey(name));
  }
}
