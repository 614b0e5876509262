// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.retrieval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads an answer of OpenAI's embeddings: `data`, a list of objects with `index` and `embedding`.
final class EmbeddingsAnswer {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final JsonParser json;
  private final Map<Integer, Place> places = new HashMap<>();

  private EmbeddingsAnswer(JsonParser json) {
    this.json = json;
  }

  /// The places, in the order of the texts.
  ///
  /// @param count of texts
  /// @return empty if it isn't such an answer, or not about each text
  static Optional<List<Place>> read(byte[] answer, int count) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), answer)) {
      return new EmbeddingsAnswer(json).read(count);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private Optional<List<Place>> read(int count) {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean data = json.currentName().equals("data");
      if (json.nextToken() == JsonToken.START_ARRAY && data) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          place();
        }
      } else {
        json.skipChildren();
      }
    }
    List<Place> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Place place = places.get(i);
      if (place == null) {
        return Optional.empty();
      }
      all.add(place);
    }
    return places.size() == count ? Optional.of(all) : Optional.empty();
  }

  private void place() {
    int index = -1;
    Optional<Place> place = Optional.empty();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("index") && value == JsonToken.VALUE_NUMBER_INT) {
        index = json.getIntValue();
      } else if (name.equals("embedding") && value == JsonToken.START_ARRAY) {
        place = Place.of(numbers());
      } else {
        json.skipChildren();
      }
    }
    if (place.isPresent()) {
      places.put(index, place.get());
    }
  }

  /// To the end of the list; too many or other values make it none.
  private List<Double> numbers() {
    List<Double> numbers = new ArrayList<>();
    boolean proper = true;
    for (JsonToken next = json.nextToken();
        next != null && next != JsonToken.END_ARRAY;
        next = json.nextToken()) {
      proper = proper && next.isNumeric() && numbers.size() <= Place.MOST;
      if (proper) {
        numbers.add(json.getDoubleValue());
      } else {
        json.skipChildren();
      }
    }
    return proper ? numbers : List.of();
  }
}
