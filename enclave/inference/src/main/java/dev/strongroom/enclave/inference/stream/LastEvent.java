// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.stream;

import dev.strongroom.attestation.Bytes;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What the last event of a stream looks like.
///
/// @param done whether it is `[DONE]`
/// @param types values of the member `type` of its JSON, one of which will do as well
public record LastEvent(boolean done, Set<String> types) {
  private static final JsonFactory JSON = JsonFactory.builder().build();
  private static final String DONE = "[DONE]";
  private static final Bytes DONE_BYTES = Bytes.utf8(DONE);
  private static final String TYPE = "type";

  /// Copies the set.
  public LastEvent {
    types = Set.copyOf(types);
  }

  /// Whether it is `[DONE]`, which nothing may follow.
  static boolean isDone(StreamEvent event) {
    return event.contains(DONE_BYTES) && event.data().strip().equals(DONE);
  }

  /// Whether this event may end the stream.
  boolean is(StreamEvent event) {
    if (done && isDone(event)) {
      return true;
    }
    return types.stream().anyMatch(type -> event.contains(Bytes.utf8(type)))
        && type(event).filter(types::contains).isPresent();
  }

  /// The text of the member `type`.
  private static Optional<String> type(StreamEvent event) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), event.data())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = json.currentName().equals(TYPE);
        JsonToken value = json.nextToken();
        if (wanted) {
          return value == JsonToken.VALUE_STRING ? Optional.of(json.getString()) : Optional.empty();
        }
        json.skipChildren();
      }
    } catch (JacksonException e) {
      // No JSON, so no type.
    }
    return Optional.empty();
  }
}
